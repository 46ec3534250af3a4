import { setImmediate as letOthers } from 'node:timers/promises';
import type { Mount } from '../../core/inventory/inventory.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';
import { createDetailedParser, type DetailedParser } from '../kv/detailed-parser.ts';
import { scanDetailed } from '../kv/detailed-scan.ts';
import { createKvReader, noFindings } from '../kv/kv-findings.ts';
import type { KvScan } from '../kv/kv-scan.ts';
import { kvSettings } from '../kv/kv-settings.ts';
import { walkFolder } from '../kv/walk.ts';

/** Dates in the custom metadata of KV v2 secrets. Reads metadata only, never a value. */
export const kv: ExpiryKind<'kv'> = {
  name: 'kv',
  words: { one: 'secret', many: 'secrets' },
  async scan(scan) {
    const parser = createDetailedParser();
    const mounts = scan.inventory.mounts.filter((mount) => mount.kvVersion === 2);
    try {
      await Promise.all(mounts.map((mount) => scanMount(scan, mount, parser)));
    } finally {
      await parser.close();
    }
  },
};

async function scanMount(scan: KindScan, mount: Mount, parser: DetailedParser): Promise<void> {
  const { vault } = scan.cluster;
  const place = { cluster: scan.cluster.name, namespace: mount.namespace, mount: mount.path };
  const settings = kvSettings(scan.settings, place, scan.now);
  const mountScan: KvScan = {
    vault,
    namespace: mount.namespace,
    mount: mount.path,
    gate: scan.gate(mount.namespace),
    settings,
    reader: createKvReader(settings),
    parser,
    findings: noFindings(),
    limits: scan.settings.kv,
    log: scan.log,
    unasked: [],
    onSecrets: (count) => scan.sink.scanned(count),
  };
  if ((await vault.serverKind()) === 'openbao') await scanDetailed(mountScan);
  else await walkFolder(mountScan, '');
  await report(scan, mountScan);
}

/** Secrets between which others get their turn. */
const reportedAtOnce = 5_000;

async function report(
  { cluster, sink }: KindScan,
  { findings, namespace, mount, unasked, gate }: KvScan,
): Promise<void> {
  const place = { cluster: cluster.name, namespace, mount };
  for (const [at, dated] of findings.dated.entries()) {
    if (at % reportedAtOnce === reportedAtOnce - 1) await letOthers();
    // Written out: spreading costs ten times as much, thousands of times.
    const { path, expiresAtMs, renewedAtMs, version, versionAtMs, owner, note } = dated;
    sink.item({
      cluster: cluster.name,
      namespace,
      kind: 'kv',
      mount,
      path,
      name: path.slice(path.lastIndexOf('/') + 1),
      expiresAtMs,
      renewedAtMs,
      version,
      versionAtMs,
      owner,
      note,
    });
  }
  for (const problem of findings.problems) sink.problem({ ...place, ...problem });
  if (unasked.length > 0 && gate.stop.why) sink.left(place, gate.stop.why, unasked);
  sink.looked('kv', place, findings.undated);
}
