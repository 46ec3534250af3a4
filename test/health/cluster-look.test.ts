import { beforeAll, expect, test } from 'vitest';
import { vaultPolicy } from '../../commands/vault-policy.ts';
import { type RootRequest, rootRequest } from '../../sandbox/openbao/root-request.ts';
import { fullFile, turnAuditLog } from '../helpers/audit-log.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testCluster, testPorts } from '../helpers/ports.ts';
import { type RaftCluster, startRaftCluster } from '../helpers/raft-cluster.ts';
import { runInTerminal } from '../helpers/run-command.ts';
import { startTcpProxy } from '../helpers/tcp-proxy.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { WatchByHand } from './watch-by-hand.ts';

const afterTime = { 'raft-unhealthy': { off: true }, 'lost-node': { off: true } };

describeOpenBao('what a look with the token tells, on a real cluster behind one address', () => {
  let cluster: RaftCluster;
  let root: (request: RootRequest) => ReturnType<typeof rootRequest>;
  let balanced: string;

  beforeAll(async () => {
    // All nodes give the load balancer's address as their own, as many installations do.
    let next = 0;
    const ports: number[] = [];
    const balancer = await startTcpProxy(() => ports[next++ % ports.length] ?? 0);
    balanced = `http://127.0.0.1:${balancer.port}`;
    cluster = await startRaftCluster(3, { apiAddress: balanced, audit: true });
    ports.push(...cluster.nodes.map(({ address }) => Number(new URL(address).port)));
    const first = cluster.nodes[0]?.address ?? '';
    root = (request) => rootRequest({ address: first, rootToken: cluster.rootToken }, request);
    await waitUntil(
      'three voters',
      async () => {
        const { data } = await root({ path: 'sys/storage/raft/autopilot/state' });
        return data.voters.length === 3 && data.healthy && data.failure_tolerance === 1;
      },
      60_000,
    );
  }, 120_000);

  function watchOver(nodes: readonly string[], token?: string, life?: WatchByHand): Promise<WatchByHand> {
    const server = { address: cluster.nodes[0]?.address ?? '', rootToken: cluster.rootToken };
    const options = { cluster: { nodes }, ...(token === undefined ? {} : { token }) };
    return WatchByHand.over([testCluster(server, options)], { rules: afterTime }, life);
  }

  const everyNode = (): string[] => cluster.nodes.map(({ address }) => address);

  test('with its policies the login sees all of it, and without that of audit all but that', async () => {
    const server = { address: cluster.nodes[0]?.address ?? '', rootToken: cluster.rootToken };
    const ports = testPorts({ servers: { prod: server } });
    await runInTerminal(vaultPolicy, ports, ['--write']);
    await runInTerminal(vaultPolicy, ports, ['--audit', '--write']);
    const made = (policies: string[]) =>
      root({
        method: 'POST',
        path: 'auth/token/create',
        body: { policies, no_default_policy: true },
      });
    const both = await made(['vault-steward', 'vault-steward-audit']);
    const watch = await watchOver(everyNode(), both.auth.client_token);
    expect(await watch.clusterRound()).toEqual([]);
    const facts = watch.view().facts;
    expect(facts).toMatchObject({ auditDevices: ['main/'], ceremonies: [], login: undefined });
    expect(facts?.raft?.servers).toHaveLength(3);
    expect(facts?.haNodes?.map(({ apiAddress }) => apiAddress)).toEqual([balanced, balanced, balanced]);
    expect(facts?.namespaces?.map(({ path }) => path)).toEqual(['']);
    const plain = await watchOver(everyNode(), (await made(['vault-steward'])).auth.client_token);
    expect(await plain.clusterRound()).toEqual([]);
    expect(plain.view().facts).toMatchObject({ auditDevices: undefined, ceremonies: [] });
    expect(plain.view().facts?.raft?.servers).toHaveLength(3);
    const nothing = await watchOver(everyNode(), 'no-token');
    await nothing.clusterRound();
    expect(await nothing.clusterRound()).toEqual(['login-refused warning: The bot’s login is refused']);
  });

  test('only the load balancer is watched: that is said until each node is listed, and nothing else is made of it', async () => {
    const watch = await watchOver([balanced]);
    expect(await watch.clusterRound()).toEqual([
      'unwatched-node info: The cluster has 3 nodes, and 1 is watched',
    ]);
    const mended = await watchOver(everyNode(), undefined, watch);
    expect(await mended.clusterRound()).toEqual([]);
    expect(await mended.untilOver()).toEqual([
      expect.stringMatching(/^Nodes that nobody watches, prod: Over after/),
    ]);
  });

  test('namespaces that are sealed or locked, and key holders at work', async () => {
    const seal = 'seal "shamir" {\n  shares = 1\n  threshold = 1\n}';
    await root({ method: 'POST', path: 'sys/namespaces/vaulted', body: { seal } });
    await root({ method: 'POST', path: 'sys/namespaces/shut', body: {} });
    const locked = await root({ method: 'POST', path: 'sys/namespaces/api-lock/lock/shut' });
    await root({ method: 'POST', path: 'sys/generate-root-token/attempt', body: {} });
    const rekey = { secret_shares: 1, secret_threshold: 1 };
    await root({ method: 'POST', path: 'sys/rotate/root/init', body: rekey });
    const watch = await watchOver(everyNode());
    expect(await watch.clusterRound()).toEqual([
      'locked-namespace warning: The namespace shut/ is locked',
      'root-generation warning: A root token is being generated, 0 of 1 keys given; The unseal keys are being replaced, 0 of 1 keys given',
      'sealed-namespace critical: The namespace vaulted/ is sealed',
    ]);
    await root({ method: 'DELETE', path: 'sys/generate-root-token/attempt' });
    await root({ method: 'DELETE', path: 'sys/rotate/root/init' });
    await root({
      method: 'POST',
      path: 'sys/namespaces/api-lock/unlock/shut',
      body: { unlock_key: locked.data.unlock_key },
    });
    expect(await watch.clusterRound()).toEqual([
      'sealed-namespace critical: The namespace vaulted/ is sealed',
    ]);
  });

  test('a full disk under the audit log blocks every request, while all nodes say that they are well', async () => {
    const watch = await watchOver(everyNode());
    await watch.clusterRound();
    const active = cluster.nodes[0];
    if (!active) throw new Error('there are three nodes');
    turnAuditLog(active, fullFile);
    const others = /^(sealed|locked)-namespace/;
    const only = async (): Promise<string[]> =>
      (await watch.clusterRound()).filter((text) => !others.test(text));
    await watch.until([/^audit-blocked critical: Looking up the bot’s own token fails/], { round: only });
    turnAuditLog(active);
    await watch.until([], { round: only });
    for (const _good of [1, 2, 3]) await watch.round();
    const blocked = (await watch.incidents()).filter(({ rule }) => rule === 'audit-blocked');
    expect(blocked.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Vault answers no requests, prod: Over after/),
    ]);
  }, 150_000);
});

describeOpenBao('a node that answers as nobody should', () => {
  test('garbage, a web server’s 404, half a body, 30 s late, or as another cluster', async () => {
    const [bao, other] = await Promise.all([startOpenBao(), startOpenBao()]);
    const proxy = await startFaultProxy(bao.address);
    const nodes = [bao.address, proxy.address];
    const server = { ...bao, address: bao.address };
    const watch = await WatchByHand.over([testCluster(server, { cluster: { nodes } })]);
    const host = new URL(proxy.address).host;
    const unreachable = `unreachable-node warning: ${host} cannot be reached from bot-1: `;
    expect(await watch.round()).toEqual([]);
    for (const [fault, reason] of [
      [{ kind: 'broken-json' }, 'something answers there, but not as Vault does (HTTP 200)'],
      [
        { kind: 'broken-json', body: '\u0000<html>' },
        'something answers there, but not as Vault does (HTTP 200)',
      ],
      [
        { kind: 'page', status: 404, body: '404 page not found\n' },
        'something answers there, but not as Vault does (HTTP 404)',
      ],
      [{ kind: 'status', status: 404 }, 'something answers there, but not as Vault does (HTTP 404)'],
      [{ kind: 'cut-body' }, 'the connection was cut'],
      [{ kind: 'slow', ms: 30_000 }, 'no answer within 2000 ms'],
    ] as const) {
      proxy.fault(fault);
      // It is the active one as far as anybody knows: both addresses lead to the same server.
      await watch.until([unreachable.replace('warning', 'critical') + reason]);
      proxy.clear();
      await watch.until([]);
    }
    for (const text of await watch.untilOver())
      expect(text).toMatch(/^Node cannot be reached, prod: Over after/);
    let port = new URL(other.address).port;
    const stranger = await startTcpProxy(() => Number(port));
    const mixed = await WatchByHand.over([
      testCluster(server, { cluster: { nodes: [...nodes, `http://127.0.0.1:${stranger.port}`] } }),
    ]);
    await mixed.until([
      `foreign-node warning: 127.0.0.1:${stranger.port} belongs to another cluster than the other nodes`,
    ]);
    port = new URL(bao.address).port;
    stranger.mend();
    await mixed.until([]);
    expect(await mixed.untilOver()).toEqual([
      expect.stringMatching(/^Node of another cluster, prod: Over after/),
    ]);
  }, 150_000);
});
