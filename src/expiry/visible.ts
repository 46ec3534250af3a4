import type { Config } from '../config/config.ts';
import type { Person } from '../core/people/person.ts';
import { type Detail, detailIn, maySeePath, maySeeTotals } from '../core/people/visibility.ts';
import type { ChannelKind } from '../slack/slack-gateway.ts';
import { type ExpiringItem, type ExpiringReport, findExpiring, type ListedItem } from './find-expiring.ts';
import type { SkippedPlace } from './finding.ts';
import type { Scan } from './scan.ts';
import { nounOf } from './words.ts';

/** Who asks, and where the answer will stand. */
export interface Asker {
  person: Person;
  place: ChannelKind | 'terminal';
  pathsIn: Config['expiry']['pathsIn'];
}

/** How much there is at one place. */
export interface PlaceCount {
  cluster: string;
  namespace: string;
  mount: string;
  expired: number;
  expiring: number;
}

/** What one person may know of a scan. */
export interface ExpiringAnswer {
  withinMs: number;
  /** How much may be told where the answer stands. */
  detail: Detail;
  /** Whether `counts` are about everybody's secrets or only about the asker's. */
  scope: 'all' | 'own';
  /** Only what the asker may see by its path. */
  report: ExpiringReport<ListedItem>;
  /** Most first. */
  counts: PlaceCount[];
  /** What is counted, in words. */
  noun: { one: string; many: string };
  /** Problems within the scope. */
  problemCount: number;
  /** What the login may not look at; told where the scope is everybody's. */
  skipped: readonly SkippedPlace[];
}

/**
 * Keeps of a scan what the asker may know: operators everything, developers what they or their user groups own,
 * stakeholders totals. Pure.
 */
export function answerFor(asker: Asker, scan: Scan, now: Date, withinMs: number): ExpiringAnswer {
  const { person, place, pathsIn } = asker;
  const seen: Scan = {
    ...scan,
    items: scan.items.filter(({ owner }) => maySeePath(person, owner)),
    problems: scan.problems.filter(({ owner }) => maySeePath(person, owner)),
  };
  const report = findExpiring(seen, now, withinMs);
  const scope = maySeeTotals(person) ? 'all' : 'own';
  const counted = scope === 'all' ? findExpiring(scan, now, withinMs) : report;
  return {
    withinMs,
    detail: detailIn(place, pathsIn),
    scope,
    report,
    counts: countByPlace(counted.items),
    noun: nounOf(counted.items),
    problemCount: counted.problems.length,
    skipped: scope === 'all' ? scan.skipped : [],
  };
}

function countByPlace(items: readonly ExpiringItem[]): PlaceCount[] {
  const counts = new Map<string, PlaceCount>();
  for (const { cluster, namespace, mount, state } of items) {
    const key = JSON.stringify([cluster, namespace, mount]);
    const count = counts.get(key) ?? { cluster, namespace, mount, expired: 0, expiring: 0 };
    count[state] += 1;
    counts.set(key, count);
  }
  return [...counts.values()].sort((a, b) => b.expired - a.expired || b.expiring - a.expiring);
}
