import { describe, expect, test } from 'vitest';
import { expiring } from '../../commands/expiring.ts';
import type { Person } from '../../src/core/people/person.ts';
import type { CommandContext } from '../../src/define-command.ts';
import { UsageError } from '../../src/lib/errors.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import type { Ports } from '../../src/ports.ts';
import type { SlackGateway } from '../../src/slack/slack-gateway.ts';
import { addMount, addSecrets, contextOf, inDays } from '../expiry/lay-out.ts';
import { testPorts } from '../helpers/ports.ts';
import { bothServers } from '../helpers/vault-ce.ts';

function parse(text: string): unknown {
  return expiring.parse({ door: 'terminal', text, words: text.split(' ').filter(Boolean) });
}

describe('what follows expiring', () => {
  test.each([
    ['', undefined],
    ['30d', 30 * dayMs],
    ['4w', 28 * dayMs],
    ['72h', 72 * hourMs],
    ['10', 10 * dayMs],
    ['0', 0],
    ['30 d', 30 * dayMs],
  ])('%j', (text, withinMs) => {
    expect(parse(text)).toEqual({ withinMs });
  });

  test.each(['soon', '-3d', '1.5d', '30d 40d', '5y', '999999d', "'; drop table"])('%j is refused', (text) => {
    expect(() => parse(text)).toThrow(UsageError);
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
  const ports = testPorts({ servers: { prod: server } });

  const inTerminal = await run('', ports);
  expect(inTerminal.json.items.map(({ path }) => path)).toEqual(['gone', 'app/soon']);
  expect(Object.keys(inTerminal.json)).toEqual([
    'scannedAt',
    'durationSeconds',
    'scanned',
    'items',
    'problems',
  ]);
  expect(inTerminal.json.scanned).toBe(3);
  expect(inTerminal.json.durationSeconds).toBeGreaterThan(0);
  expect(inTerminal.text).toContain('1 secret has expired, 1 more within 30 days. 3 secrets looked at in');
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
  const inSlack = await run('50d', ports, { door: 'slack', person: developer, slack: place });
  expect(inSlack.message.text).toBe('2 secrets expire within 50 days');
  expect(JSON.stringify(inSlack.message.blocks)).not.toContain('gone');
  const inPublic = await run('50d', ports, {
    door: 'slack',
    person: developer,
    slack: { ...place, channelKind: 'public' },
  });
  expect(JSON.stringify(inPublic.message.blocks)).not.toMatch(/soon`|later/);
});

test('without any cluster it says what to set', async () => {
  await expect(run('', testPorts({ servers: {} }))).rejects.toThrow('No Vault is configured. Set VAULT_ADDR');
});
