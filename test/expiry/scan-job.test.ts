import { describe, expect, test } from 'vitest';
import type { JobContext } from '../../src/define-job.ts';
import { findItems, readItems } from '../../src/expiry/item-store.ts';
import type { KnownItem } from '../../src/expiry/known-item.ts';
import { readProblems } from '../../src/expiry/problem-store.ts';
import type { ScanFollower } from '../../src/expiry/scan-followers.ts';
import { createScanJob } from '../../src/expiry/scan-job.ts';
import { lastScans } from '../../src/expiry/scan-store.ts';
import { hourMs } from '../../src/lib/times.ts';
import { botPorts, type RootServer } from '../helpers/bot-login.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { openTestStore } from '../helpers/store.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets, inDays, now } from './lay-out.ts';

/** The job of one process, run again and again, an hour later each time. */
async function jobOn(server: RootServer, followers: ScanFollower[] = [], address = server.address) {
  const store = await openTestStore();
  let hours = 0;
  const clock = () => new Date(now.getTime() + hours * hourMs);
  const ports = { ...(await botPorts(server, { address, now: clock })), store };
  const job = createScanJob(followers);
  return {
    store,
    async run(): Promise<KnownItem[]> {
      hours += 1;
      const context: JobContext = {
        ports,
        log: ports.log,
        now: clock(),
        dueAt: clock(),
        signal: new AbortController().signal,
        late: false,
      };
      await job.run('slot', context);
      return readItems(store.db, { kinds: ['kv'] });
    },
  };
}

const dated = { expiration_timestamp: inDays(5) };
const state = (items: readonly KnownItem[]) =>
  Object.fromEntries(items.map((one) => [one.path, one.staleSinceMs === undefined ? 'seen' : 'stale']));

describe.each(bothServers)('the scan job on $name', ({ start }) => {
  test('remembers, and tells gone from not seen', async () => {
    const server = await start();
    for (const mount of ['kv/', 'other/']) await addMount(server, mount);
    await addSecrets(server, 'kv/', {
      'a/x': dated,
      'a/y': dated,
      'b/z': dated,
      'b/w': dated,
      undated: dated,
    });
    await addSecrets(server, 'other/', { o: dated });
    const proxy = await startFaultProxy(server.address);
    const outcomes: string[] = [];
    const { store, run } = await jobOn(
      server,
      [
        { name: 'broken', run: () => Promise.reject(new Error('boom')) },
        { name: 'listening', run: async ({ changes }) => void outcomes.push(JSON.stringify(changes)) },
      ],
      proxy.address,
    );
    expect(Object.keys(state(await run())).sort()).toEqual(['a/x', 'a/y', 'b/w', 'b/z', 'o', 'undated']);
    await server.root({ method: 'DELETE', path: 'kv/metadata/a/x' });
    await server.root({ method: 'DELETE', path: 'kv/metadata/b/z' });
    await server.root({ method: 'POST', path: 'kv/metadata/undated', body: { custom_metadata: {} } });
    await server.root({ method: 'DELETE', path: 'sys/mounts/other' });
    proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
    proxy.fault({ kind: 'status', status: 403 }, /kv\/metadata\/b\/\?/);
    expect(state(await run())).toEqual({ 'a/y': 'seen', 'b/w': 'stale', 'b/z': 'stale' });
    expect(await lastScans(store.db)).toMatchObject([{ complete: false, stale: 2 }]);
    expect(await readProblems(store.db)).toMatchObject([{ path: 'b/', reason: 'denied' }]);
    proxy.clear();
    expect(state(await run())).toEqual({ 'a/y': 'seen', 'b/w': 'seen' });
    expect(await lastScans(store.db)).toMatchObject([{ complete: true, stale: 0 }]);
    expect(outcomes.map((text) => JSON.parse(text))).toMatchObject([
      { added: 6 },
      { gone: 2, undated: 1, stale: 2 },
      { gone: 1, back: 1 },
    ]);
  });

  test('remembers the version of a secret, and notices a new one', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', { x: null });
    await server.root({ method: 'POST', path: 'kv/metadata/x', body: { custom_metadata: dated } });
    const { run } = await jobOn(server);
    expect(await run()).toMatchObject([{ version: 1, versionAtMs: expect.any(Number) }]);
    await server.root({ method: 'POST', path: 'kv/data/x', body: { data: { value: 'y' } } });
    expect(await run()).toMatchObject([{ version: 2, lastChange: 'newVersion', previousVersion: 1 }]);
  });

  test('keeps what it knows while the server is away', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', { x: dated });
    const proxy = await startFaultProxy(server.address);
    const { store, run } = await jobOn(server, [], proxy.address);
    const [known] = await run();
    proxy.fault({ kind: 'cut' }, /./);
    expect(await run()).toMatchObject([
      { staleSinceMs: now.getTime() + 2 * hourMs, seenAtMs: now.getTime() + hourMs },
    ]);
    expect(await lastScans(store.db)).toMatchObject([
      { complete: false, failure: expect.stringContaining('answer') },
    ]);
    proxy.clear();
    await run();
    expect(await findItems(store.db, [known?.id ?? ''])).toMatchObject([
      { lastChange: 'added', staleSinceMs: undefined, seenAtMs: now.getTime() + 3 * hourMs },
    ]);
  });
});
