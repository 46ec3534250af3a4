import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { HealthConfig } from '../../src/config/health.ts';
import type { Cluster } from '../../src/core/inventory/cluster.ts';
import { lookSlowly } from '../../src/health/look-slowly.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { hourMs } from '../../src/lib/times.ts';
import { createPrometheusClient } from '../../src/prometheus/create-prometheus-client.ts';
import { type CertificateAuthority, createAuthority } from '../helpers/certificates.ts';
import { describeOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';
import { type RaftNode, startRaftCluster } from '../helpers/raft-cluster.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { WatchByHand } from './watch-by-hand.ts';

/** These tests move the clock, which is a rule of its own. */
const rules = { 'clock-skew': { off: true } };

describeOpenBao('what changes slowly, on a real node with TLS', () => {
  let authority: CertificateAuthority;
  let node: RaftNode;
  let cluster: Cluster;
  let shown: string;

  beforeAll(async () => {
    authority = createAuthority();
    const raft = await startRaftCluster(1, { authority });
    const [first] = raft.nodes;
    if (!first) throw new Error('there is one node');
    node = first;
    shown = new URL(node.tlsAddress).host;
    const server = { address: node.tlsAddress, rootToken: raft.rootToken };
    cluster = testCluster(server, { cluster: { caFile: authority.caFile } });
  }, 120_000);

  /** From now on, by the real clock: certificates and files have real times. */
  async function watchFor(hours: number, health: object = {}, life?: WatchByHand): Promise<WatchByHand> {
    const watch = await WatchByHand.over([cluster], { rules, ...health }, life);
    watch.clock = new Date(Date.now() + hours * hourMs);
    return watch;
  }

  test('a listener’s certificate that ends soon, grave at last, until it is renewed', async () => {
    // It lives for a day: a warning in its last quarter, critical in its last tenth.
    const first = await watchFor(17);
    expect(await first.slowRound()).toEqual([]);
    const warned = await watchFor(19.5, {}, first);
    expect(await warned.slowRound()).toEqual([
      `certificate-expiring warning: The certificate that ${shown} shows ends in 4 hours`,
    ]);
    const grave = await watchFor(22.5, {}, warned);
    expect(await grave.slowRound()).toEqual([
      `certificate-expiring critical: The certificate that ${shown} shows ends in 1 hour`,
    ]);
    await node.showCertificate(authority.issue('longer', 'IP:127.0.0.1', { days: 4 }));
    await grave.until([], { round: () => grave.slowRound() });
    expect(await grave.untilOver()).toEqual([
      expect.stringMatching(/^Certificate of a node ends soon, prod: Over after/),
    ]);
  }, 90_000);

  test('no snapshot, one that is too old, and a good one', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'vault-1.snap');
    const backups = [{ cluster: 'prod', file: join(folder, 'vault-*.snap') }];
    const watch = await watchFor(0, { backups });
    expect(await watch.slowRound()).toEqual([
      `backup-missing warning: There is no good snapshot: there is no snapshot at ${backups[0]?.file}`,
    ]);
    writeFileSync(file, 'a snapshot');
    const old = new Date(Date.now() - 26 * hourMs);
    utimesSync(file, old, old);
    expect(await watch.slowRound()).toEqual([
      'backup-missing warning: The last good snapshot is 1 day old, more than 24 hours',
    ]);
    utimesSync(file, new Date(), new Date());
    expect(await watch.slowRound()).toEqual([]);
    expect(await watch.untilOver()).toEqual([expect.stringMatching(/^No good backup, prod: Over after/)]);
  });

  test('Prometheus away costs its own figures alone, and is said in the log', async () => {
    const lines: string[] = [];
    const prometheus = createPrometheusClient({ url: 'http://127.0.0.1:9' });
    const facts = await lookSlowly({
      cluster,
      settings: HealthConfig.parse({ backups: [{ cluster: 'prod', metric: 'backup_time' }] }),
      prometheus,
      serverName: 'vault-cluster-1',
      now: new Date(),
      log: createLogger('info', { write: (line) => void lines.push(line) }),
      signal: new AbortController().signal,
    });
    await prometheus.close();
    expect(facts).toMatchObject({ metrics: undefined, backup: undefined });
    expect(facts.certificates?.map(({ address }) => address)).toEqual([node.tlsAddress]);
    expect(lines.map((line) => JSON.parse(line).what).sort()).toEqual(['backup', 'metrics']);
  });
});
