import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { type CertificateAuthority, createAuthority } from '../helpers/certificates.ts';
import { describeOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';
import { type RaftCluster, type RaftNode, startRaftCluster } from '../helpers/raft-cluster.ts';
import { startTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.ts';
import { waitUntil } from '../helpers/wait-until.ts';
import { WatchByHand } from './watch-by-hand.ts';

/** Everything that can happen to the nodes of a real cluster, each seen by a watcher and put right again. */
describeOpenBao('three nodes on raft storage, with TLS of a private CA', () => {
  let authority: CertificateAuthority;
  let cluster: RaftCluster;
  let proxies: TcpProxy[];
  let watch: WatchByHand;

  beforeAll(async () => {
    authority = createAuthority();
    cluster = await startRaftCluster(3, { authority });
    proxies = await Promise.all(
      cluster.nodes.map(({ tlsAddress }) => startTcpProxy(() => Number(new URL(tlsAddress).port))),
    );
    await allVote(cluster);
    const nodes = proxies.map(({ port }) => `https://127.0.0.1:${port}`);
    const server = { address: nodes[0] ?? '', rootToken: cluster.rootToken };
    watch = await WatchByHand.over([testCluster(server, { cluster: { nodes, caFile: authority.caFile } })]);
    await watch.until([]);
  }, 120_000);

  const begun = async (): Promise<number> =>
    (await watch.incidents()).reduce((sum, { times }) => sum + times, 0);
  let before = 0;
  beforeEach(async () => {
    before = await begun();
  });

  /** Whatever it was: it was an incident, it is put right, and its message says that it is over. */
  afterEach(async () => {
    await watch.until([]);
    await expectOneActive(cluster);
    expect(await begun()).toBeGreaterThan(before);
    for (const text of await watch.untilOver()) expect(text).toContain('Over after');
  }, 120_000);

  const shown = (index: number): string => `127.0.0.1:${proxies[index]?.port}`;

  test('a sealed follower is a warning after a minute', async () => {
    const { index, node } = await find(cluster, 'standby');
    await restart(node);
    const isSealed = `sealed-node warning: ${shown(index)} is sealed`;
    try {
      let firstSeenAt: Date | undefined;
      for (let hasHeld = false; !hasHeld; ) {
        const said = await watch.answeredRound(index);
        firstSeenAt ??= watch.clock;
        hasHeld = watch.clock.getTime() - firstSeenAt.getTime() >= 60_000;
        expect(said.includes(isSealed)).toBe(hasHeld);
      }
      await watch.until([isSealed]);
    } finally {
      await node.unseal();
    }
  }, 90_000);

  test('a sealed leader is critical at the first look', async () => {
    const { index, node } = await find(cluster, 'active');
    await watch.answeredRound(index);
    await rootRequest(
      { address: node.address, rootToken: cluster.rootToken },
      { method: 'PUT', path: 'sys/seal' },
    );
    try {
      expect(await watch.answeredRound(index)).toContain(`sealed-node critical: ${shown(index)} is sealed`);
      await waitUntil(
        'another leader',
        () => find(cluster, 'active').then((found) => found.node !== node),
        30_000,
      );
    } finally {
      await node.unseal();
    }
  }, 90_000);

  test('a killed leader is critical after three looks, and the others find a new one', async () => {
    const { index, node } = await find(cluster, 'active');
    await watch.answeredRound(index);
    node.process.signal('SIGKILL');
    await waitUntil('its end', () => !node.process.isRunning());
    try {
      await watch.round();
      expect(watch.said().filter((text) => text.startsWith('unreachable'))).toEqual([]);
      const refused = /nobody listens there|the connection was cut/;
      await watch.until([
        new RegExp(
          `unreachable-node critical: ${shown(index)} cannot be reached from bot-1: (${refused.source})`,
        ),
      ]);
    } finally {
      await node.restart();
      await node.unseal();
    }
  }, 90_000);

  test('a follower that is stopped, and one behind a dead way, do not answer in time', async () => {
    const { index, node } = await find(cluster, 'standby');
    node.process.signal('SIGSTOP');
    try {
      await watch.until([
        `unreachable-node warning: ${shown(index)} cannot be reached from bot-1: no answer within 2000 ms`,
      ]);
    } finally {
      node.process.signal('SIGCONT');
    }
    await watch.until([]);
    proxies[index]?.break('hole');
    await watch.until([/^unreachable-node warning: .*: no answer (within 2000 ms|in time)$/]);
    proxies[index]?.mend();
  }, 120_000);

  test('a leader that is cut off from us alone is no cluster without a leader', async () => {
    const { index } = await find(cluster, 'active');
    await watch.answeredRound(index);
    proxies[index]?.break('cut');
    await watch.until([
      `unreachable-node critical: ${shown(index)} cannot be reached from bot-1: the connection was cut`,
    ]);
    proxies[index]?.mend();
  }, 90_000);

  test('certificates that are expired, of another name and of another CA are told apart', async () => {
    const { index, node } = await find(cluster, 'standby');
    const other = createAuthority();
    const reasons = [
      ['its TLS certificate has expired', authority.issue('old', 'IP:127.0.0.1', { expired: true })],
      ['its TLS certificate is for another name', authority.issue('else', 'DNS:vault.example.com')],
      ['its TLS certificate is signed by an unknown CA', other.issue('other', 'IP:127.0.0.1')],
    ] as const;
    for (const [reason, files] of reasons) {
      await node.showCertificate(files);
      // A connection that is there already goes on: only new ones meet the new certificate.
      proxies[index]?.mend();
      await watch.until([`tls-error warning: ${shown(index)} cannot be asked from bot-1: ${reason}`]);
    }
    await node.showCertificate(authority.issue('good', 'IP:127.0.0.1'));
  }, 120_000);

  test('recovery mode is no outage without a name', async () => {
    const { index, node } = await find(cluster, 'standby');
    await node.restart({ recovery: true });
    await watch.until([`recovery-mode warning: ${shown(index)} is in recovery mode`]);
    await restart(node);
    await node.unseal();
  }, 90_000);
});

async function restart(node: RaftNode): Promise<void> {
  await node.restart();
}

async function allVote({ nodes: [first], rootToken }: RaftCluster): Promise<void> {
  const server = { address: first?.address ?? '', rootToken };
  await waitUntil(
    'three voters',
    async () => {
      const { data } = await rootRequest(server, { path: 'sys/storage/raft/autopilot/state' });
      return data.voters.length === 3 && data.healthy;
    },
    60_000,
  );
}

async function find(
  { nodes }: RaftCluster,
  role: 'active' | 'standby',
): Promise<{ index: number; node: RaftNode }> {
  return waitUntil(
    `an ${role} node`,
    async () => {
      for (const [index, node] of nodes.entries()) {
        const health = await fetch(`${node.address}/v1/sys/health?standbyok=true`).catch(() => undefined);
        if (!health?.ok) continue;
        const { standby } = (await health.json()) as { standby: boolean };
        if (standby === (role === 'standby')) return { index, node };
      }
      return undefined;
    },
    60_000,
  );
}

async function expectOneActive(cluster: RaftCluster): Promise<void> {
  await find(cluster, 'active');
}
