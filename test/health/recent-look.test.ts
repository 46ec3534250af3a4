import { expect, test } from 'vitest';
import { lookAtNodes } from '../../src/health/look-at-nodes.ts';
import { saveLooks } from '../../src/health/look-store.ts';
import { readStatus } from '../../src/health/read-status.ts';
import { statusText } from '../../src/health/status-text.ts';
import { ClusterMemory } from '../../src/health/watch-memory.ts';
import { memoriesOf } from '../../src/health/watch-service.ts';
import { Watcher } from '../../src/health/watcher.ts';
import { healthChecks } from '../../src/health-checks.ts';
import { internalRoutes } from '../../src/http/internal-routes.ts';
import { listen } from '../../src/http/listener.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import type { SlackDoor } from '../../src/slack/create-slack.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { openTestStore } from '../helpers/store.ts';
import { at } from './sample-view.ts';

const after = (seconds: number): Date => new Date(at.getTime() + seconds * 1_000);

describeOpenBao('beside a watcher, what it saw last is enough', () => {
  async function watched() {
    const bao = await startOpenBao();
    const proxy = await startFaultProxy(bao.address);
    let clock = at;
    const ports = testPorts({ servers: { prod: { ...bao, address: proxy.address } }, now: () => clock });
    const [cluster] = ports.clusters;
    if (!cluster) throw new Error('there is one cluster');
    return {
      bao,
      proxy,
      ports,
      /** A look of the watcher, at this second. */
      async watcherLooks(seconds: number) {
        memoriesOf(ports)[0]?.take(await lookAtNodes(cluster, ports.now), after(seconds));
        proxy.forget();
      },
      itIs(seconds: number) {
        clock = after(seconds);
      },
    };
  }

  test('and in another process, a terminal, the status says when the watcher looked at all else', async () => {
    const { ports } = await watched();
    const store = await openTestStore();
    const { clusters } = ports;
    const watcher = new Watcher({
      clusters,
      memories: clusters.map(({ name }) => new ClusterMemory(name)),
      settings: ports.config.health,
      host: 'bot-1',
      book: { open: async () => [], track: async () => undefined },
      keepLooks: (kind, looks) => saveLooks(store.db, kind, looks),
      now: () => at,
      log: silentLogger,
    });
    const lastLine = async (seconds: number) =>
      statusText(await readStatus({ ...ports, store }, clusters, after(seconds)), { now: after(seconds) })
        .split('\n')
        .at(-1);
    expect(await lastLine(0)).toBe('Looked at: nodes just now; no bot has looked at anything else yet');
    await watcher.lookAtNodes();
    await watcher.lookAtClusters();
    await watcher.lookSlowly();
    expect(await lastLine(90)).toBe(
      'Looked at: nodes just now; raft, audit and namespaces 1 minute ago; metrics, backups and certificates 1 minute ago',
    );
    await watcher.stop();
  });

  test('for the status, with its age, until the watcher has missed three looks', async () => {
    const { bao, proxy, ports, watcherLooks } = await watched();
    await watcherLooks(0);
    await bao.root({ method: 'PUT', path: 'sys/seal' });
    const read = (seconds: number) => readStatus(ports, ports.clusters, after(seconds), { seenWillDo: true });
    const nodes = (sealed: boolean) => [{ name: 'prod', nodes: [{ sealed }] }];
    expect(await read(4)).toMatchObject({ checkedAt: '2026-11-22T09:00:00Z', clusters: nodes(false) });
    expect(proxy.requests).toEqual([]);
    expect(await read(18)).toMatchObject({
      checkedAt: '2026-11-22T09:00:18Z',
      clusters: nodes(true),
    });
    expect(proxy.requests).toHaveLength(2);
    // Who asks in person gets a look of their own.
    await watcherLooks(20);
    expect(await readStatus(ports, ports.clusters, after(21))).toMatchObject({
      checkedAt: '2026-11-22T09:00:21Z',
    });
    expect(proxy.requests).toHaveLength(2);
  });

  test('for /readyz, with its age; without a watcher it looks by itself', async () => {
    const { proxy, ports, watcherLooks, itIs } = await watched();
    const slack = { state: () => ({ connected: true, detail: 'Connected.' }) } as unknown as SlackDoor;
    // The same object, as in the program: what was seen is remembered by the ports.
    const checks = healthChecks(Object.assign(ports, { store: await openTestStore() }), slack);
    const listener = await listen({
      host: '127.0.0.1',
      port: 0,
      routes: internalRoutes(createMetrics([]), checks),
      log: ports.log,
    });
    const ready = async () => {
      const answer = (await (await fetch(`${listener.address}/readyz`)).json()) as {
        checks: { name: string }[];
      };
      return answer.checks.find(({ name }) => name === 'vault prod');
    };
    try {
      expect(await ready()).toMatchObject({
        state: 'ok',
        detail: '1 of 1 nodes answer and are unsealed, as seen 0 seconds ago.',
      });
      expect(proxy.requests).toHaveLength(2);
      await watcherLooks(0);
      itIs(4);
      expect(await ready()).toMatchObject({
        detail: '1 of 1 nodes answer and are unsealed, as seen 4 seconds ago.',
      });
      expect(proxy.requests).toEqual([]);
    } finally {
      await listener.stop(100);
    }
  });
});
