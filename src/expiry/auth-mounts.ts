import { findMounts } from '../core/inventory/find-mounts.ts';
import type { Mount } from '../core/inventory/inventory.ts';
import type { Coverage } from './coverage.ts';
import type { ProblemPlace, ScanSink } from './finding.ts';
import type { KindScan } from './kind.ts';
import { toScanFailure } from './scan-failure.ts';

/**
 * Auth methods of all namespaces that answer. A namespace that does not list them is a problem and costs only itself;
 * when the scan has stopped before they were listed, what is in them was not looked at, and that is told too.
 */
export async function findAuthMounts(
  { cluster, inventory, gate, sink }: Pick<KindScan, 'cluster' | 'inventory' | 'gate'> & { sink: ScanSink },
  coverage: Coverage,
): Promise<readonly Mount[]> {
  const closed = new Set(inventory.closed);
  const open = inventory.namespaces.map(({ path }) => path).filter((path) => !closed.has(path));
  const place: ProblemPlace = { cluster: cluster.name, namespace: cluster.vault.namespace, mount: 'auth/' };
  const unlisted = (namespaces: readonly string[]): void => {
    for (const namespace of namespaces) coverage.unlistedAuth.add(namespace);
  };
  const { stop } = gate(cluster.vault.namespace);
  try {
    const found = await findMounts(cluster, open, 'auth', stop.signal);
    unlisted([...found.partlySeen, ...found.closed]);
    for (const problem of found.problems) {
      unlisted([problem.namespace]);
      sink.problem({ ...problem, mount: 'auth/', reason: 'notListed' });
    }
    return found.mounts;
  } catch (error) {
    unlisted(open);
    if (stop.why) sink.left(place, stop.why, ['']);
    else sink.problem({ ...place, path: '', ...toScanFailure(error, 'list the auth methods') });
    return [];
  }
}
