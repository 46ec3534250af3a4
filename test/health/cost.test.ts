import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findOpenBao, findVault } from '../../sandbox/openbao/find-binary.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';
import { startRaftCluster } from '../helpers/raft-cluster.ts';
import { describeVaultCe } from '../helpers/vault-ce.ts';
import { WatchByHand } from './watch-by-hand.ts';

const rounds = 5;

/** What docs/health.md says that a look costs, counted: requests at the node, lines in its audit log. */
interface Cost {
  requests: number;
  auditLines: number;
}

interface Counted {
  watch: WatchByHand;
  proxy: FaultProxy;
  root(path: string, body: object): Promise<unknown>;
  /** The mean of some rounds. */
  cost(round: () => Promise<unknown>): Promise<Cost>;
}

/** A node with an audit log that is watched through a proxy, which counts. */
async function counted(kind: 'openbao' | 'vault'): Promise<Counted> {
  const binary = kind === 'vault' ? findVault() : findOpenBao();
  const cluster = await startRaftCluster(1, { audit: kind === 'openbao', ...(binary ? { binary } : {}) });
  const [node] = cluster.nodes;
  if (!node) throw new Error('there is one node');
  const server = { address: node.address, rootToken: cluster.rootToken };
  const root = (path: string, body: object) => rootRequest(server, { method: 'POST', path, body });
  if (kind === 'vault')
    await root('sys/audit/main', { type: 'file', options: { file_path: node.auditLogFile } });
  const proxy = await startFaultProxy(node.address);
  const watch = await WatchByHand.over([testCluster({ ...server, address: proxy.address })]);
  const lines = () => readFileSync(node.auditLogFile, 'utf8').split('\n').length - 1;
  return {
    watch,
    proxy,
    root,
    async cost(round) {
      // What is asked once, at the first time, is not what a look costs.
      await round();
      proxy.forget();
      const before = lines();
      for (let number = 0; number < rounds; number += 1) await round();
      return { requests: proxy.requests.length / rounds, auditLines: (lines() - before) / rounds };
    },
  };
}

const common = ['GET /v1/auth/token/lookup-self', 'GET /v1/sys/audit'];
/** What the cluster look asks, in the order of the alphabet. */
const clusterPaths = {
  openbao: [
    ...common,
    'GET /v1/sys/generate-root-token/attempt',
    'GET /v1/sys/ha-status',
    'GET /v1/sys/namespaces',
    'GET /v1/sys/rotate/root/init',
    'GET /v1/sys/storage/raft/autopilot/state',
  ],
  vault: [
    ...common,
    'GET /v1/sys/generate-root/attempt',
    'GET /v1/sys/ha-status',
    'GET /v1/sys/rekey/init',
    'GET /v1/sys/storage/raft/autopilot/state',
  ],
} as const;

function paths({ proxy }: Counted): string[] {
  return [
    ...new Set(proxy.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)),
  ].sort();
}

describe.each([
  ['openbao', describeOpenBao],
  ['vault', describeVaultCe],
] as const)('what watching costs, on %s', (kind, describeServer) => {
  describeServer('counted at the node and in its audit log', () => {
    test('as docs/health.md has it', async () => {
      const server = await counted(kind);
      const { watch, proxy } = server;
      expect(await server.cost(() => watch.watcher.lookAtNodes())).toEqual({ requests: 2, auditLines: 0 });
      expect(proxy.requests.filter(({ headers }) => 'x-vault-token' in headers)).toEqual([]);
      expect(paths(server)).toEqual(['GET /v1/sys/health', 'GET /v1/sys/seal-status']);

      expect(await server.cost(() => watch.watcher.lookAtClusters())).toEqual(
        kind === 'openbao' ? { requests: 7, auditLines: 14 } : { requests: 6, auditLines: 10 },
      );
      expect(paths(server)).toEqual(clusterPaths[kind]);
      if (kind === 'vault') return;
      await server.root('sys/namespaces/plain', {});
      expect(await server.cost(() => watch.watcher.lookAtClusters())).toEqual({
        requests: 7,
        auditLines: 14,
      });
      const seal = 'seal "shamir" {\n  shares = 1\n  threshold = 1\n}';
      for (const [at, name] of ['first', 'second'].entries()) {
        await server.root(`sys/namespaces/${name}`, { seal });
        const { requests, auditLines } = await server.cost(() => watch.watcher.lookAtClusters());
        expect([requests, auditLines]).toEqual([8 + at, 16 + 2 * at]);
      }
    }, 120_000);
  });
});
