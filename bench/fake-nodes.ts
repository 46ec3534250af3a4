import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

/**
 * Small TLS servers that answer as OpenBao 2.7.2 does, byte for byte as long, for loads that no machine could hold real
 * servers for: `fake-nodes CERT KEY CLUSTERS NODES` prints `{"ports":[[…]]}` and lives until it is ended.
 */
const [certFile = '', keyFile = '', clusters = '1', nodes = '1'] = process.argv.slice(2);
const tls = { cert: readFileSync(certFile), key: readFileSync(keyFile) };

function answersOf(cluster: number, node: number): Record<string, object> {
  const isActive = node === 0;
  const clusterId = `1ba7f996-9934-eb59-072a-${String(cluster).padStart(12, '0')}`;
  const named = { cluster_name: `vault-cluster-${cluster}`, cluster_id: clusterId };
  const envelope = { request_id: clusterId, lease_id: '', renewable: false, lease_duration: 0 };
  const list = Array.from({ length: Number(nodes) }, (_, index) => ({
    hostname: `vault-${index}`,
    api_address: `https://vault-${cluster}-${index}:8200`,
    cluster_address: `https://vault-${cluster}-${index}:8201`,
    active_node: index === 0,
    last_echo: index === 0 ? null : new Date().toISOString(),
    version: '2.7.2',
    upgrade_version: '2.7.2',
  }));
  const servers = Object.fromEntries(
    list.map(({ hostname }, index) => [
      hostname,
      {
        id: hostname,
        name: hostname,
        address: `vault-${cluster}-${index}:8201`,
        node_status: 'alive',
        last_contact: '1.61s',
        last_term: 3,
        last_index: 31,
        healthy: true,
        stable_since: '2026-11-27T22:13:30.254228728Z',
        status: index === 0 ? 'leader' : 'voter',
        version: '2.7.2',
        node_type: 'voter',
      },
    ]),
  );
  const idle = { ...envelope, data: { started: false, progress: 0, required: 3 } };
  return {
    'sys/seal-status': {
      type: 'shamir',
      initialized: true,
      sealed: false,
      t: 3,
      n: 5,
      progress: 0,
      nonce: '',
      recovery_seal: false,
      version: '2.7.2',
      commit_date: '2026-10-26T20:32:27Z',
      migration: false,
      ...named,
      storage_type: 'raft',
    },
    'sys/health': {
      initialized: true,
      sealed: false,
      standby: !isActive,
      replication_performance_mode: 'primary',
      replication_dr_mode: 'disabled',
      server_time_utc: Math.floor(Date.now() / 1000),
      version: '2.7.2',
      ...named,
    },
    'auth/token/lookup-self': { ...envelope, data: { policies: ['vault-steward'], ttl: 0 } },
    'sys/ha-status': { nodes: list, ...envelope, data: { nodes: list } },
    'sys/storage/raft/autopilot/state': {
      ...envelope,
      data: { failure_tolerance: 2, healthy: true, leader: 'vault-0', servers, voters: Object.keys(servers) },
    },
    'sys/audit': { ...envelope, data: { 'main/': { type: 'file', path: 'main/', options: {} } } },
    'sys/generate-root-token/attempt': idle,
    'sys/rotate/root/init': idle,
    'sys/namespaces': { ...envelope, data: { keys: [], key_info: {} } },
  };
}

function healthNow(text = ''): string {
  return text.replace(/"server_time_utc":\d+/, `"server_time_utc":${Math.floor(Date.now() / 1000)}`);
}

async function startNode(cluster: number, node: number): Promise<number> {
  // Once for each node: what is measured is the bot, and this process shares its processors.
  const answers = new Map(
    Object.entries(answersOf(cluster, node)).map(([path, answer]) => [path, JSON.stringify(answer)]),
  );
  const server = createServer({ ...tls, keepAliveTimeout: 120_000 }, (request, response) => {
    const path = (request.url ?? '').replace(/^\/v1\//, '').replace(/\?.*/, '');
    const answer = path === 'sys/health' ? healthNow(answers.get(path)) : answers.get(path);
    response.writeHead(answer ? 200 : 404, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    response.end(answer ?? '{"errors":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

const ports = await Promise.all(
  Array.from({ length: Number(clusters) }, (_, cluster) =>
    Promise.all(Array.from({ length: Number(nodes) }, (_, node) => startNode(cluster, node))),
  ),
);
// Also without any server it lives until it is ended.
setInterval(() => undefined, 60_000);
process.stdout.write(`${JSON.stringify({ ports })}\n`);
