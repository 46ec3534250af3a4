import { describe, expect, test } from 'vitest';
import { terminalPerson } from '../../src/core/people/person.ts';
import { answerExpiring } from '../../src/expiry/answer-expiring.ts';
import { liveSource } from '../../src/expiry/expiring-source.ts';
import { expiringText } from '../../src/expiry/expiring-text.ts';
import { dayMs } from '../../src/lib/times.ts';
import { botPorts } from '../helpers/bot-login.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets, inDays, report, scan } from './lay-out.ts';

describe.each(bothServers)('rules on $name', ({ start }) => {
  test('name other keys, want dates, and give owners', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addMount(server, 'team-a/');
    const custom = { expiration_timestamp: inDays(1), 'valid-until': inDays(2) };
    await addSecrets(server, 'kv/', { 'a/x': custom, 'b/x': custom, 'b/own': { ...custom, owner: 'U0OWN' } });
    await addSecrets(server, 'team-a/', { dated: custom, undated: null });
    const rules = [
      { mount: 'kv', path: 'b/*', fields: { expiration: 'valid-until' }, owner: 'S0BEES' },
      { mount: 'team-*', required: true, owner: 'S0TEAM' },
    ];
    const ports = await botPorts(server, { config: { expiry: { rules } } });
    const { items, problems } = await report(ports);
    expect(
      items.map(({ mount, path, owner, expiresAt }) => [mount + path, owner, expiresAt.slice(0, 10)]),
    ).toEqual([
      ['kv/a/x', null, '2026-11-23'],
      ['team-a/dated', 'S0TEAM', '2026-11-23'],
      ['kv/b/own', 'U0OWN', '2026-11-24'],
      ['kv/b/x', 'S0BEES', '2026-11-24'],
    ]);
    expect(problems).toMatchObject([
      {
        mount: 'team-a/',
        path: 'undated',
        problem: 'it has no expiration_timestamp, and every secret here must have one',
      },
    ]);
  });

  test('a version that Vault deletes by itself ends then', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await server.root({ method: 'POST', path: 'kv/metadata/short', body: { delete_version_after: '72h' } });
    await server.root({ method: 'POST', path: 'kv/data/short', body: { data: { a: 'b' } } });
    await server.root({ method: 'POST', path: 'kv/data/for-ever', body: { data: { a: 'b' } } });
    const clock = new Date();
    const found = await scan(await botPorts(server), {}, clock);
    expect(found.items).toMatchObject([{ path: 'short', note: 'Vault deletes this version then' }]);
    const ends = (found.items[0]?.expiresAtMs ?? 0) - clock.getTime();
    expect(Math.abs(ends - 3 * dayMs)).toBeLessThan(60_000);
    const asker = { person: terminalPerson, place: 'terminal', pathsIn: 'private' } as const;
    const question = { query: {}, withinMs: 7 * dayMs, now: clock };
    const answer = await answerExpiring(asker, liveSource(found), question);
    const text = expiringText(answer, { now: clock, zone: 'UTC' });
    expect(text).toContain('kv/short (Vault deletes this version then)');
  });
});

describeOpenBao('owners on OpenBao', () => {
  test('come from the namespace where the secret names none', async () => {
    const bao = await startOpenBao();
    const custom_metadata = { owner: 'S0PAYMENTS' };
    await bao.root({ method: 'POST', path: 'sys/namespaces/payments', body: { custom_metadata } });
    await addMount(bao, 'kv/', { namespace: 'payments/' });
    const dated = { expiration_timestamp: inDays(1) };
    await addSecrets(
      bao,
      'kv/',
      { a: dated, b: { ...dated, owner: 'U0DEV' }, c: { expiration_timestamp: '?' } },
      'payments/',
    );
    const found = await scan(await botPorts(bao));
    expect(Object.fromEntries(found.items.map(({ path, owner }) => [path, owner]))).toEqual({
      a: 'S0PAYMENTS',
      b: 'U0DEV',
    });
    expect(found.problems).toMatchObject([{ path: 'c', owner: 'S0PAYMENTS' }]);
  });
});
