import { describe, expect, test } from 'vitest';
import { terminalPerson } from '../../src/core/people/person.ts';
import { answerExpiring } from '../../src/expiry/answer-expiring.ts';
import { readItems } from '../../src/expiry/item-store.ts';
import { runScan } from '../../src/expiry/run-scan.ts';
import type { ScanOutcome } from '../../src/expiry/save-scan.ts';
import { storedSource } from '../../src/expiry/stored-source.ts';
import { dayMs, hourMs, minuteMs } from '../../src/lib/times.ts';
import { botPorts } from '../helpers/bot-login.ts';
import { openTestStore } from '../helpers/store.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets } from './lay-out.ts';

const inMinutes = (minutes: number) => ({
  expiration_timestamp: new Date(Date.now() + minutes * minuteMs).toISOString(),
});

/** The server's clock is right; the bot's is wrong by an hour, either way, and is set right in between. */
describe.each(bothServers)('with a clock that is an hour wrong, on $name', ({ start }) => {
  test('states go by the bot’s clock, and nothing is gone, renewed or not seen because of it', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', {
      'in-half-an-hour': inMinutes(30),
      'an-hour-and-a-half': inMinutes(90),
      'half-an-hour-ago': inMinutes(-30),
    });
    await server.root({ method: 'POST', path: 'kv/metadata/short', body: { delete_version_after: '3h' } });
    await server.root({ method: 'POST', path: 'kv/data/short', body: { data: { a: 'b' } } });
    await server.root({ method: 'POST', path: 'sys/auth/approle', body: { type: 'approle' } });
    await server.root({
      method: 'POST',
      path: 'auth/approle/role/ci',
      body: { secret_id_ttl: '30m', token_ttl: '1m' },
    });
    await server.root({ method: 'POST', path: 'auth/approle/role/ci/secret-id', body: {} });

    const store = await openTestStore();
    let wrongMs = 0;
    const now = () => new Date(Date.now() + wrongMs);
    const ports = { ...(await botPorts(server, { now })), store };
    const scan = async (byMs: number): Promise<ScanOutcome | undefined> => {
      wrongMs = byMs;
      const run = { now: now(), signal: new AbortController().signal, log: ports.log };
      return (await runScan(ports, run)).outcome;
    };
    const states = async () => {
      const source = await storedSource(store.db);
      if (!source) throw new Error('nothing was scanned');
      const asker = { person: terminalPerson, place: 'terminal', pathsIn: 'private' } as const;
      const question = { query: {}, withinMs: dayMs, now: now() };
      const { report } = await answerExpiring(asker, source, question);
      return Object.fromEntries(report.items.map(({ name, state }) => [name, state]));
    };

    expect(await scan(-hourMs)).toMatchObject({ changes: { added: 5 }, complete: true });
    const ends = async () =>
      (await readItems(store.db, {})).map(({ path, expiresAtMs }) => [path, expiresAtMs]);
    const known = await ends();
    expect(await states()).toEqual({
      'half-an-hour-ago': 'expiring',
      'in-half-an-hour': 'expiring',
      'an-hour-and-a-half': 'expiring',
      short: 'expiring',
      ci: 'expiring',
    });
    const unchanged = {
      changes: { added: 0, renewed: 0, newVersion: 0, gone: 0, undated: 0, stale: 0, back: 0 },
      stale: 0,
      complete: true,
    };
    expect(await scan(0)).toMatchObject(unchanged);
    expect(await states()).toMatchObject({ 'half-an-hour-ago': 'expired', 'in-half-an-hour': 'expiring' });
    expect(await scan(hourMs)).toMatchObject(unchanged);
    expect(await states()).toEqual({
      'half-an-hour-ago': 'expired',
      'in-half-an-hour': 'expired',
      'an-hour-and-a-half': 'expiring',
      short: 'expiring',
      // Machines renew it, so nobody is told; it is in the list as long as the server has it.
      ci: 'expired',
    });
    // Set back: scans that seem to be older than the last one change nothing until the clock has caught up.
    expect(await scan(0)).toBeUndefined();
    expect(await ends()).toEqual(known);
    expect(await scan(hourMs + minuteMs)).toMatchObject(unchanged);
  });
});
