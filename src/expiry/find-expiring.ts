import { toRfc3339 } from '../lib/times.ts';
import { type ExpiringSource, liveSource, type SeenItem } from './expiring-source.ts';
import type { KindName, ScanProblem, SelfRenewal } from './finding.ts';
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
  /** Only of what the last scan did not see: since when. What is said of it is what was known before. */
  staleSince?: string;
}

/** The same with what only people are shown. */
export interface ListedItem extends ExpiringItem {
  note: string | undefined;
  selfRenewing: SelfRenewal | undefined;
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

/** What of a scan has run out at `now` or does so within `withinMs`, all of it. */
export async function findExpiring(
  scan: Scan,
  now: Date,
  withinMs: number,
): Promise<ExpiringReport<ListedItem>> {
  const source = liveSource(scan);
  const nowMs = now.getTime();
  const found = source.find({ nowMs, endsByMs: nowMs + withinMs });
  const items = await found.items(0, found.count);
  return toReport(source, items, await source.problems(() => true), now);
}

export function toReport(
  { scannedAt, durationMs, scanned }: ExpiringSource,
  items: readonly SeenItem[],
  problems: readonly ScanProblem[],
  now: Date,
): ExpiringReport<ListedItem> {
  return {
    scannedAt: toRfc3339(scannedAt),
    durationSeconds: Math.round(durationMs) / 1_000,
    scanned,
    items: items.map((item) => toListedItem(item, now)),
    problems: problems.map(toExpiringProblem),
  };
}

/** What `--json` prints: the contract's names and no others. */
export function contractOf(report: ExpiringReport<ListedItem>): ExpiringReport {
  return { ...report, items: report.items.map(contractItem) };
}

export function contractItem({ note: _, selfRenewing: _told, ...item }: ListedItem): ExpiringItem {
  return item;
}

export function toListedItem(item: SeenItem, now: Date): ListedItem {
  const {
    cluster,
    namespace,
    kind,
    mount,
    path,
    name,
    owner,
    expiresAtMs,
    note,
    selfRenewing,
    staleSinceMs,
  } = item;
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
    ...(staleSinceMs === undefined ? {} : { staleSince: toRfc3339(new Date(staleSinceMs)) }),
    note,
    selfRenewing,
  };
}

function toExpiringProblem({ cluster, namespace, mount, path, problem }: ScanProblem): ExpiringProblem {
  return { cluster, namespace, mount, path, problem };
}
