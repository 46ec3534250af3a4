import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.ts';
import { findPerson } from '../../../src/core/people/find-person.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import type { SlackUser } from '../../../src/slack/slack-gateway.ts';

const config = parseConfig({
  people: {
    operators: { users: ['U0OMAR'], userGroups: ['S0OPS'] },
    approvers: { userGroups: ['S0OPS'] },
    stakeholders: { users: ['U0SARA'] },
    mailDomains: ['example.com'],
  },
});

const member: SlackUser = {
  id: 'U0OMAR',
  displayName: 'U0SARA',
  email: 'Omar@Example.com',
  timeZone: 'Europe/Prague',
  fullMember: true,
};

function slackWith(user: SlackUser | undefined | Error, groups: readonly string[] | Error = []) {
  return {
    user: async () => {
      if (user instanceof Error) throw user;
      return user;
    },
    userGroupsOf: async () => {
      if (groups instanceof Error) throw groups;
      return new Set(groups);
    },
  };
}

const find = (id: string, slack: ReturnType<typeof slackWith>, from = config) =>
  findPerson(id, { config: from, slack, log: silentLogger });

describe('roles', () => {
  test('come from user ids and user groups', async () => {
    expect([...(await find('U0OMAR', slackWith(member))).roles]).toEqual(['developer', 'operator']);
    const byGroup = await find('U0OLGA', slackWith({ ...member, id: 'U0OLGA' }, ['S0OPS']));
    expect([...byGroup.roles]).toEqual(['developer', 'operator', 'approver']);
    expect([...(await find('U0SARA', slackWith(member))).roles]).toEqual(['developer', 'stakeholder']);
  });

  test('every full member is a developer only where the configuration says so', async () => {
    const closed = parseConfig({
      people: { membersAreDevelopers: false, developers: { users: ['U0DANA'] } },
    });
    expect([...(await find('U0OTHER', slackWith(member), closed)).roles]).toEqual([]);
    expect([...(await find('U0DANA', slackWith(member), closed)).roles]).toEqual(['developer']);
  });

  test('guests, strangers, bots, deleted and unknown users have none, whatever is configured for their id', async () => {
    const guest = await find('U0OMAR', slackWith({ ...member, fullMember: false }, ['S0OPS']));
    expect(guest).toMatchObject({ id: 'U0OMAR', roles: new Set(), ownerKeys: new Set() });
    expect((await find('U0OMAR', slackWith(undefined, ['S0OPS']))).roles.size).toBe(0);
  });

  test('when Slack lists no groups, rights by user id still hold and those by group do not', async () => {
    const person = await find('U0OMAR', slackWith(member, new Error('missing_scope')));
    expect([...person.roles]).toEqual(['developer', 'operator']);
  });

  test('when Slack does not say who it is, nobody has any', async () => {
    await expect(find('U0OMAR', slackWith(new Error('away')))).rejects.toThrow(
      'Slack did not say who you are',
    );
  });

  test('a name or a mail gives no role', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (displayName, email) => {
        const person = await find('U0EVE', slackWith({ ...member, id: 'U0EVE', displayName, email }));
        expect([...person.roles]).toEqual(['developer']);
      }),
    );
  });
});

describe('owner keys', () => {
  test('are the user id, the user groups and a mail of a configured domain', async () => {
    const person = await find('U0OMAR', slackWith(member, ['S0OPS']));
    expect([...person.ownerKeys]).toEqual(['U0OMAR', 'S0OPS', 'omar@example.com']);
    const elsewhere = await find('U0OMAR', slackWith({ ...member, email: 'omar@evil.example' }));
    expect([...elsewhere.ownerKeys]).toEqual(['U0OMAR']);
  });
});
