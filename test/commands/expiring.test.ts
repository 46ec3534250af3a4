import { describe, expect, test } from 'vitest';
import { expiring } from '../../commands/expiring.ts';
import type { Person } from '../../src/core/people/person.ts';
import type { CommandContext } from '../../src/define-command.ts';
import { UsageError } from '../../src/lib/errors.ts';
import { dayMs, hourMs, minuteMs } from '../../src/lib/times.ts';
import type { Ports } from '../../src/ports.ts';
import type { SlackGateway } from '../../src/slack/slack-gateway.ts';
import { addMount, addSecrets, now as clock, contextOf, inDays } from '../expiry/lay-out.ts';
import { botPorts, trapSecrets } from '../helpers/bot-login.ts';
import { testPorts } from '../helpers/ports.ts';
import { openTestStore } from '../helpers/store.ts';
import { bothServers } from '../helpers/vault-ce.ts';

function parse(text: string, door: 'slack' | 'terminal' = 'slack'): unknown {
  return expiring.parse({ door, text, words: text.split(' ').filter(Boolean) });
}

describe('what follows expiring', () => {
  test.each([
    ['', {}, undefined],
    ['30d', { withinMs: 30 * dayMs }, undefined],
    ['4w', { withinMs: 28 * dayMs }, undefined],
    ['72h', { withinMs: 72 * hourMs }, undefined],
    ['10', { withinMs: 10 * dayMs }, undefined],
    ['0', { withinMs: 0 }, undefined],
    ['30 d', { withinMs: 30 * dayMs }, undefined],
    ['--now', {}, 'now'],
    ['--stored mine 7d', { mine: true, withinMs: 7 * dayMs }, 'stored'],
    ['told', { told: true }, undefined],
    ['namespace:/a/b/', { namespace: 'a/b/' }, undefined],
    ['namespace:root', { namespace: '' }, undefined],
    ['namespace:', { namespace: '' }, undefined],
    ['kind:kv,pki-certificates problems', { kinds: ['kv', 'pki-certificate'], problems: true }, undefined],
    ['owner:<!subteam^S0TEAM> cluster:prod', { owner: '<!subteam^S0TEAM>', cluster: 'prod' }, undefined],
  ] as const)('%j', (text, query, from) => {
    expect(parse(text)).toEqual({ query, from });
  });

  test.each([
    'soon',
    '-3d',
    '1.5d',
    '30d 40d',
    '5y',
    '999999d',
    "'; drop table",
    'kind:secrets-and-more',
    'kind:',
    'owner:',
    'color:red',
    '--now --stored',
    'mine owner:U0DEV',
  ])('%j is refused', (text) => {
    expect(() => parse(text)).toThrow(UsageError);
  });

  test('a word that is none is named, with the words there are', () => {
    expect(() => parse('tolld')).toThrow(/^tolld is not understood\. Say how far ahead .* told or problems/);
  });

  test('mine is nobody’s at a terminal', () => {
    expect(() => parse('mine', 'terminal')).toThrow('Take owner:…');
  });
});

async function run(text: string, ports: Ports, overrides: Partial<CommandContext> = {}) {
  const context = contextOf(ports, overrides);
  const answer = await expiring.run(parse(text), context);
  return {
    json: expiring.json?.(answer) as { items: { path: string }[]; scanned: number; durationSeconds: number },
    text: expiring.text(answer, { ...context, columns: 80 }),
    message: expiring.message(answer, context),
  };
}

test.each(bothServers)('expiring on $name', async ({ start }) => {
  const server = await start();
  await addMount(server, 'kv/');
  await addSecrets(server, 'kv/', {
    gone: { expiration_timestamp: inDays(-1), owner: 'S0OTHER' },
    'app/soon': { expiration_timestamp: inDays(3), owner: 'U0DEV' },
    'app/later': { expiration_timestamp: inDays(40), owner: 'U0DEV' },
  });
  const ports = await botPorts(server);

  const inTerminal = await run('', ports);
  expect(inTerminal.json.items.map(({ path }) => path)).toEqual(['gone', 'app/soon']);
  expect(Object.keys(inTerminal.json)).toEqual([
    'scannedAt',
    'durationSeconds',
    'scanned',
    'items',
    'problems',
  ]);
  expect(inTerminal.json.scanned).toBe(3 + trapSecrets);
  expect(inTerminal.json.durationSeconds).toBeGreaterThan(0);
  expect(inTerminal.text).toContain('1 secret has expired, 1 more within 30 days. 5 secrets looked at in');
  expect((await run('50d', ports)).json.items.map(({ path }) => path)).toEqual([
    'gone',
    'app/soon',
    'app/later',
  ]);
  expect((await run('2d', ports)).json.items.map(({ path }) => path)).toEqual(['gone']);

  const developer: Person = { id: 'U0DEV', roles: new Set(['developer']), ownerKeys: new Set(['U0DEV']) };
  const place = {
    gateway: {} as SlackGateway,
    channel: 'D0',
    channelKind: 'direct',
    modal: undefined,
    threadTs: undefined,
  } as const;
  const store = await openTestStore();
  const slackPorts = { ...ports, store, now: () => clock };
  const inSlack = await run('50d', slackPorts, { door: 'slack', person: developer, slack: place });
  expect(inSlack.message.text).toBe('2 secrets expire within 50 days');
  expect(JSON.stringify(inSlack.message.blocks)).not.toContain('gone');
  const inPublic = await run('50d', slackPorts, {
    door: 'slack',
    person: developer,
    slack: { ...place, channelKind: 'public' },
  });
  expect(JSON.stringify(inPublic.message.blocks)).not.toMatch(/soon`|later/);

  await server.root({ method: 'DELETE', path: 'kv/metadata/app/soon' });
  const later = (minutes: number, text: string) =>
    run(text, slackPorts, {
      door: 'slack',
      person: developer,
      slack: place,
      now: new Date(clock.getTime() + minutes * minuteMs),
    });
  const known = await later(20, '50d');
  expect(known.message.text).toBe('2 secrets expire within 50 days');
  expect(JSON.stringify(known.message.blocks)).toContain('20 minutes ago');
  expect((await later(20, '50d --now')).message.text).toBe('1 secret expires within 50 days');
  const stored = await run('50d --stored', slackPorts);
  expect(stored.json.items.map(({ path }) => path)).toEqual(['gone', 'app/later']);
  expect(stored.text).toContain('1 secret has expired, 1 more within 50 days. 4 secrets looked at');
});

test('--stored says where it cannot look', async () => {
  const ports = testPorts({ servers: {} });
  await expect(run('--stored', ports)).rejects.toThrow('There is no database vault-steward.sqlite');
  const store = await openTestStore();
  await expect(run('--stored', { ...ports, store })).rejects.toThrow('has not finished a scan yet');
});

test('without any cluster it says what to set', async () => {
  await expect(run('', testPorts({ servers: {} }))).rejects.toThrow('No Vault is configured. Set VAULT_ADDR');
});
