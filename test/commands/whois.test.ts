import { describe, expect, test } from 'vitest';
import { whois } from '../../commands/whois.ts';
import type { Person } from '../../src/core/people/person.ts';
import type { CommandContext } from '../../src/define-command.ts';
import { itemId } from '../../src/expiry/known-item.ts';
import { addAct } from '../../src/expiry/reminders/act-store.ts';
import { runScan } from '../../src/expiry/run-scan.ts';
import type { whoIsContract } from '../../src/expiry/whois-contract.ts';
import { UsageError } from '../../src/lib/errors.ts';
import type { Ports } from '../../src/ports.ts';
import type { SlackGateway } from '../../src/slack/slack-gateway.ts';
import { addMount, addSecrets, contextOf, inDays, now } from '../expiry/lay-out.ts';
import { botPorts } from '../helpers/bot-login.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { openTestStore } from '../helpers/store.ts';

function parse(text: string): unknown {
  return whois.parse({ door: 'terminal', text, words: text.split(' ') });
}

async function ask(text: string, ports: Ports, overrides: Partial<CommandContext> = {}) {
  const context = contextOf(ports, overrides);
  const answer = await whois.run(parse(text), context);
  return {
    json: whois.json?.(answer) as ReturnType<typeof whoIsContract>[],
    text: whois.text(answer, { ...context, columns: 80 }),
    message: JSON.stringify(whois.message(answer, context).blocks),
  };
}

test('wants one place', () => {
  expect(parse('/a/b/')).toEqual({ text: 'a/b' });
  expect(parse('/')).toEqual({ text: '' });
  expect(() => parse(' ')).toThrow(UsageError);
});

const developer: Person = { id: 'U0DEV', roles: new Set(['developer']), ownerKeys: new Set(['U0DEV']) };

describeOpenBao('whois on OpenBao', () => {
  test('tells owner, contact, approvers, what expires and the last change', async () => {
    const server = await startOpenBao();
    const custom_metadata = { owner: 'S0PAY', contact: 'pay@example.com', approvers: 'U0ANA, U0OMAR' };
    await server.root({ method: 'POST', path: 'sys/namespaces/pay', body: { custom_metadata } });
    await addMount(server, 'kv/', { namespace: 'pay/' });
    await addSecrets(
      server,
      'kv/',
      {
        'card/key': { expiration_timestamp: inDays(3), owner: 'U0DEV', contact: 'dev@example.com' },
        'card/keys': { expiration_timestamp: inDays(1) },
      },
      'pay/',
    );
    const store = await openTestStore();
    const config = { people: { approvers: { users: ['U0BOSS'] } } };
    const ports = { ...(await botPorts(server, { config, now: () => now })), store };
    await runScan(ports, { now, signal: new AbortController().signal, log: ports.log });
    const place = { cluster: 'prod', namespace: 'pay/' };

    const actOn = (path: string, act: 'dated' | 'snoozed', actor: string, id: string) =>
      addAct(store.db, {
        id,
        item: itemId({ ...place, kind: 'kv', mount: 'kv/', path }),
        place: `prod pay/kv/${path}`,
        act,
        actor,
        at: now,
        until: new Date('2027-02-01T12:00:00Z'),
      });
    await actOn('card/key', 'dated', 'U0DEV', 'a');
    await actOn('card/keys', 'snoozed', 'U0OMAR', 'b');

    const [secret] = (await ask('pay/kv/card/key', ports)).json;
    expect(secret).toMatchObject({
      ...place,
      mount: 'kv/',
      path: 'card/key',
      owner: 'U0DEV',
      contact: 'dev@example.com',
      approvers: ['U0ANA', 'U0OMAR'],
      items: [{ path: 'card/key', expiresAt: '2026-11-25T09:00:00Z', state: 'expiring' }],
      lastChange: { at: expect.stringMatching(/^\d{4}-/), what: 'version 0' },
      acts: [
        {
          at: '2026-11-22T09:00:00Z',
          by: 'U0DEV',
          act: 'dated',
          until: '2027-02-01T12:00:00Z',
          owner: null,
          place: 'prod pay/kv/card/key',
        },
      ],
    });
    expect((await ask('pay/kv/card/key', ports)).text).toContain(
      'act:         2026-11-22 09:00, U0DEV dated 2027-02-01, prod pay/kv/card/key',
    );
    const mount = await ask('pay/kv', ports);
    expect(mount.json).toMatchObject([{ ...place, mount: 'kv/', path: '', owner: 'S0PAY' }]);
    expect(mount.json[0]?.items?.map(({ path }) => path)).toEqual(['card/keys', 'card/key']);
    expect(mount.json[0]?.acts.map(({ by }) => by)).toEqual(['U0DEV', 'U0OMAR']);
    expect(mount.text).toContain('owner:       S0PAY');
    const [namespace] = (await ask('pay', ports)).json;
    expect(namespace).toMatchObject({ ...place, mount: '', contact: 'pay@example.com' });
    expect(namespace?.items).toHaveLength(2);
    const [root] = (await ask('/', ports)).json;
    expect(root).toMatchObject({ namespace: '', owner: null, approvers: ['U0BOSS'] });
    await expect(ask('nothing/here', ports)).rejects.toThrow(
      'There is no namespace or mount that nothing/here could be in. Write it from the root on',
    );
    await expect(ask('pya/kv/card/key', ports)).rejects.toThrow('Did you mean pay/kv?');
    const stranger = { ...developer, ownerKeys: new Set(['U0NEW']) };
    await expect(ask('pya', ports, { person: stranger })).rejects.toThrow('could be in. Write it from');
    await expect(
      ask('pya', ports, { person: { ...developer, ownerKeys: new Set(['S0PAY']) } }),
    ).rejects.toThrow('Did you mean pay?');
    const inSlack = (channelKind: 'direct' | 'public') =>
      ask('pay/kv', ports, {
        door: 'slack',
        person: developer,
        slack: {
          gateway: {} as SlackGateway,
          channel: 'D0',
          channelKind,
          modal: undefined,
          threadTs: undefined,
        },
      });
    const own = await inSlack('direct');
    expect(own.message).toContain('card/key');
    expect(own.message).toContain('<@U0DEV> set the date to 2027-02-01');
    expect(own.message).not.toMatch(/card\/keys|U0OMAR> snoozed/);
    expect((await inSlack('public')).message).toContain('Ask there.');
  });
});

describeOpenBao('a long list', () => {
  test('says how much more there is, and where', async () => {
    const server = await startOpenBao();
    await server.root({ method: 'POST', path: 'sys/namespaces/pay' });
    await addMount(server, 'kv/', { namespace: 'pay/' });
    const many = Array.from({ length: 23 }, (_, at) => [`key-${at}`, { expiration_timestamp: inDays(at) }]);
    await addSecrets(server, 'kv/', Object.fromEntries(many), 'pay/');
    const store = await openTestStore();
    const ports = { ...(await botPorts(server, { now: () => now })), store };
    await runScan(ports, { now, signal: new AbortController().signal, log: ports.log });
    const { json, text, message } = await ask('pay/kv', ports);
    expect(json[0]?.items).toHaveLength(20);
    expect(json[0]?.more).toBe(3);
    expect(text).toContain('expires:     23 things');
    expect(text).toContain('… and 3 more');
    expect(message).toContain('… and 3 more: `/vault expiring namespace:pay/`');
  });
});

describe('without Vault', () => {
  test('it says what to set', async () => {
    await expect(ask('x', testPorts({ servers: {} }))).rejects.toThrow('No Vault is configured');
  });
});
