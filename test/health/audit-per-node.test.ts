import { expect, test } from 'vitest';
import { findOpenBao, findVault } from '../../sandbox/openbao/find-binary.ts';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { isPrometheusHere, type RunningPrometheus } from '../../sandbox/prometheus/start-prometheus.ts';
import { fullFile, turnAuditLog } from '../helpers/audit-log.ts';
import { describeServer } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';
import { prometheusClient, startPrometheus } from '../helpers/prometheus.ts';
import { type RaftCluster, type RaftNode, startRaftCluster } from '../helpers/raft-cluster.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { WatchByHand } from './watch-by-hand.ts';

/** Everything that is no audit log is somebody else's test; the clock is the real one, moved by hand. */
const rules = Object.fromEntries(
  ['clock-skew', 'audit-missing', 'raft-unhealthy', 'lost-node'].map((rule) => [rule, { off: true }]),
);

/** Watched by the bot, and by a Prometheus that scrapes each node and evaluates our rules. */
async function watched(
  cluster: RaftCluster,
): Promise<{ watch: WatchByHand; prometheus: RunningPrometheus; told(): Promise<string[]> }> {
  const { nodes, rootToken } = cluster;
  const prometheus = await startPrometheus({
    targets: nodes.map(({ address }) => ({ address, token: rootToken })),
    ruleFiles: [new URL('../../ops/prometheus/rules.yml', import.meta.url).pathname],
  });
  const server = { address: nodes[0]?.address ?? '', rootToken };
  const bot = testCluster(server, { cluster: { nodes: nodes.map(({ address }) => address) } });
  const watch = await WatchByHand.over([bot], { rules }, undefined, prometheusClient(prometheus));
  return {
    watch,
    prometheus,
    told: () => {
      watch.clock = new Date();
      return watch.slowRound();
    },
  };
}

/** `instance alertname` of what fires. */
async function firing({ url }: RunningPrometheus): Promise<string[]> {
  const { data } = (await (await fetch(`${url}/api/v1/alerts`)).json()) as {
    data: { alerts: { labels: Record<string, string>; state: string }[] };
  };
  return data.alerts
    .filter(({ state }) => state === 'firing')
    .map(({ labels: { instance, alertname } }) => `${instance} ${alertname}`)
    .filter((text) => text.includes('Audit'));
}

/** A request with a token that the node answers by itself, and writes down. */
async function lookUp({ address }: RaftNode, token: string): Promise<number> {
  const url = `${address}/v1/auth/token/lookup-self`;
  return (await fetch(url, { headers: { 'X-Vault-Token': token } })).status;
}

/**
 * A counter grows for Prometheus once it was seen before. On OpenBao the first leader's may have begun to count: a
 * request that comes before it is active for the first time is refused.
 */
async function everyNodeCounted(prometheus: RunningPrometheus, count: number): Promise<void> {
  const client = prometheusClient(prometheus);
  await waitUntil(
    'counters of all nodes',
    async () => (await client.query('vault_audit_log_request_failure', new Date())).length === count,
    60_000,
  );
}

const isHere = isPrometheusHere() && findOpenBao() !== undefined;
describeServer(isHere, 'Prometheus or OpenBao')(
  'an audit log that works on one node and not on another',
  () => {
    test('the bot and the rules of Prometheus name that node, and no other', async () => {
      const cluster = await startRaftCluster(3, { audit: true, openMetrics: true });
      const { watch, prometheus, told } = await watched(cluster);
      const follower = cluster.nodes[2];
      if (!follower) throw new Error('there are three nodes');
      const { host } = new URL(follower.address);
      for (const node of cluster.nodes)
        await waitUntil('an answer', async () => (await lookUp(node, cluster.rootToken)) === 200, 30_000);
      await everyNodeCounted(prometheus, 3);
      expect(await told()).toEqual([]);

      turnAuditLog(follower, fullFile);
      await waitUntil('a refusal', async () => (await lookUp(follower, cluster.rootToken)) === 500, 30_000);
      for (const node of cluster.nodes.slice(0, 2)) expect(await lookUp(node, cluster.rootToken)).toBe(200);
      await watch.until(
        [
          `audit-device-failing critical: Requests were refused on ${host} in the last quarter of an hour: no audit device took their entries`,
        ],
        { round: told },
      );
      expect(watch.watcher.problems()).toMatchObject([{ node: follower.address }]);
      await waitUntil('the alert', async () => (await firing(prometheus)).length > 0, 60_000);
      expect(await firing(prometheus)).toEqual([`${host} VaultAuditBlocked`]);
      turnAuditLog(follower);
      await waitUntil('an answer', async () => (await lookUp(follower, cluster.rootToken)) === 200, 30_000);
    }, 180_000);
  },
);

const binary = findVault();
const isVaultHere = isPrometheusHere() && binary !== undefined;
describeServer(isVaultHere, 'Prometheus or Vault')(
  'one of two audit devices fails, on HashiCorp Vault',
  () => {
    test('is a warning, since the other one takes every request', async () => {
      const cluster = await startRaftCluster(1, { openMetrics: true, ...(binary ? { binary } : {}) });
      const [node] = cluster.nodes;
      if (!node) throw new Error('there is one node');
      const enable = (name: string, file_path: string) =>
        rootRequest(
          { address: node.address, rootToken: cluster.rootToken },
          { method: 'PUT', path: `sys/audit/${name}`, body: { type: 'file', options: { file_path } } },
        );
      await enable('main', node.auditLogFile);
      await enable('second', `${node.auditLogFile}.2`);
      const { watch, prometheus, told } = await watched(cluster);
      await everyNodeCounted(prometheus, 1);
      expect(await told()).toEqual([]);

      turnAuditLog(node, fullFile);
      const warning = `audit-device-failing warning: An audit device did not take every entry on ${new URL(node.address).host} in the last quarter of an hour`;
      await watch.until([warning], {
        round: async () => {
          // Each is answered, and leaves a gap in the failing log.
          expect(await lookUp(node, cluster.rootToken)).toBe(200);
          return told();
        },
      });
      await waitUntil('the alert', async () => (await firing(prometheus)).length > 0, 60_000);
      expect(await firing(prometheus)).toEqual([`${new URL(node.address).host} VaultAuditDeviceFailing`]);
    }, 180_000);
  },
);
