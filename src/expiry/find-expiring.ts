import { toRfc3339 } from '../lib/times.ts';
import type { DatedItem, KindName, ScanProblem } from './finding.ts';
import type { Scan } from './scan.ts';

/** One thing that has run out or soon will. The names are a contract: `--json` prints them. */
export interface ExpiringItem {
  cluster: string;
  namespace: string;
  kind: KindName;
  mount: string;
  path: string;
  name: string;
  /** RFC 3339, UTC. */
  expiresAt: string;
  owner: string | null;
  state: 'expired' | 'expiring';
}

/** The same with what only people are shown. */
export interface ListedItem extends ExpiringItem {
  note: string | undefined;
}

/** Something of which nobody knows whether it runs out. */
export type ExpiringProblem = Pick<ScanProblem, 'cluster' | 'namespace' | 'mount' | 'path' | 'problem'>;

/** The answer to `expiring`; its names are a contract too. */
export interface ExpiringReport<Item extends ExpiringItem = ExpiringItem> {
  scannedAt: string;
  durationSeconds: number;
  scanned: number;
  /** Soonest first. */
  items: Item[];
  problems: ExpiringProblem[];
}

/** What of a scan has run out at `now` or does so within `withinMs`. Pure. */
export function findExpiring(scan: Scan, now: Date, withinMs: number): ExpiringReport<ListedItem> {
  const lastMs = now.getTime() + withinMs;
  return {
    scannedAt: toRfc3339(scan.scannedAt),
    durationSeconds: Math.round(scan.durationMs) / 1_000,
    scanned: scan.scanned,
    items: scan.items
      .filter((item) => item.expiresAtMs <= lastMs && !isOver(item, now))
      .sort((a, b) => a.expiresAtMs - b.expiresAtMs || comparePlaces(a, b))
      .map((item) => toListedItem(item, now)),
    problems: scan.problems.toSorted(comparePlaces).map(toExpiringProblem),
  };
}

/** Ended, and machines have renewed it or will: nobody has to do anything. */
function isOver({ expiresAtMs, selfRenewing }: DatedItem, now: Date): boolean {
  return selfRenewing === true && expiresAtMs <= now.getTime();
}

/** What `--json` prints: the contract's names and no others. */
export function contractOf(report: ExpiringReport<ListedItem>): ExpiringReport {
  return { ...report, items: report.items.map(({ note: _, ...item }) => item) };
}

function toListedItem(item: DatedItem, now: Date): ListedItem {
  const { cluster, namespace, kind, mount, path, name, owner, expiresAtMs, note } = item;
  return {
    cluster,
    namespace,
    kind,
    mount,
    path,
    name,
    expiresAt: toRfc3339(new Date(expiresAtMs)),
    owner: owner ?? null,
    state: expiresAtMs <= now.getTime() ? 'expired' : 'expiring',
    note,
  };
}

function toExpiringProblem({ cluster, namespace, mount, path, problem }: ScanProblem): ExpiringProblem {
  return { cluster, namespace, mount, path, problem };
}

type Place = Pick<ScanProblem, 'cluster' | 'namespace' | 'mount' | 'path'>;

function comparePlaces(a: Place, b: Place): number {
  return (
    compare(a.cluster, b.cluster) ||
    compare(a.namespace, b.namespace) ||
    compare(a.mount, b.mount) ||
    compare(a.path, b.path)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
