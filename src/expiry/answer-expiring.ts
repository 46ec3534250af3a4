import type { Config } from '../config/config.ts';
import type { Person } from '../core/people/person.ts';
import {
  type Detail,
  detailIn,
  isOwner,
  maySeePath,
  maySeeTotals,
  ownersIn,
} from '../core/people/visibility.ts';
import type { ChannelKind } from '../slack/slack-gateway.ts';
import type { ExpiringQuery } from './expiring-query.ts';
import type { ExpiringSource, FoundItems } from './expiring-source.ts';
import { type ExpiringReport, type ListedItem, toReport } from './find-expiring.ts';
import type { ScanProblem, SkippedPlace } from './finding.ts';
import type { IndexedPlace, IndexFilter, IndexFound, Totals } from './item-index.ts';
import { nounOf } from './words.ts';

/** Who asks, and where the answer will stand. */
export interface Asker {
  person: Person;
  place: ChannelKind | 'terminal';
  pathsIn: Config['expiry']['pathsIn'];
}

/** Which rows: all in a terminal, a page in Slack. */
export interface PageOf {
  /** From 0. */
  number: number;
  size: number;
}

/** How much there is at one place. */
export type PlaceCount = Pick<IndexedPlace, 'cluster' | 'namespace' | 'mount'> & Totals;

/** What one person may know. */
export interface ExpiringAnswer {
  query: ExpiringQuery;
  withinMs: number;
  /** How much may be told where the answer stands. */
  detail: Detail;
  /** Whether totals and counts are about everybody's secrets or only about the asker's. */
  scope: 'all' | 'own';
  /** Only what the asker may see by its path, and of that the page. */
  report: ExpiringReport<ListedItem>;
  page: PageOf & { rows: number };
  totals: Totals;
  /** Most first. */
  counts: PlaceCount[];
  owners: IndexFound<unknown>['byOwner'];
  /** What is counted, in words. */
  noun: { one: string; many: string };
  /** Problems within the scope. */
  problemCount: number;
  /** What the login may not look at; told where the scope is everybody's. */
  skipped: readonly SkippedPlace[];
  isLive: boolean;
  /** Clusters that the last scan could not look at. */
  unseen: ExpiringSource['unseen'];
}

/** What is asked, with the window that holds when nobody named one. */
export interface Question {
  query: ExpiringQuery;
  withinMs: number;
  now: Date;
}

export const everything: PageOf = { number: 0, size: Number.MAX_SAFE_INTEGER };

/**
 * Answers with what the asker may know: operators everything, developers what they or their user groups own,
 * stakeholders totals.
 */
export async function answerExpiring(
  asker: Asker,
  source: ExpiringSource,
  { query, withinMs, now }: Question,
  page: PageOf = everything,
): Promise<ExpiringAnswer> {
  const { person } = asker;
  const matches = matcherOf(query, person, now, withinMs);
  const maySee = (owner: string | undefined): boolean => maySeePath(person, owner);
  const ofOwner = matches.owner ?? (() => true);
  const seen = findSeen(person, source, { query, withinMs, now });
  const scope = maySeeTotals(person) && !query.mine ? 'all' : 'own';
  const counted = scope === 'all' && !person.roles.has('operator') ? source.find(matches) : seen;
  const isWanted = problemsOf(query, ofOwner);
  const problems = await source.problems(isWanted);
  const seenProblems = problems.filter(({ owner }) => maySee(owner));
  const rows = query.problems ? seenProblems.length : seen.count;
  const from = page.number * page.size;
  const items = query.problems ? [] : await seen.items(from, page.size);
  const shown = query.problems ? seenProblems.slice(from, from + page.size) : seenProblems;
  return {
    query,
    withinMs,
    detail: detailIn(asker.place, asker.pathsIn),
    scope,
    report: toReport(source, items, shown, now),
    page: { ...page, rows },
    totals: counted.totals,
    counts: byMount(counted.byPlace),
    owners: counted.byOwner,
    noun: nounOf(counted.byPlace),
    problemCount: scope === 'all' ? problems.length : seenProblems.length,
    skipped: scope === 'all' ? source.skipped : [],
    isLive: source.isLive,
    unseen: source.unseen,
  };
}

/** All that matches and that the person may see by its path. */
export function findSeen(
  person: Person,
  source: ExpiringSource,
  { query, withinMs, now }: Question,
): FoundItems {
  const matches = matcherOf(query, person, now, withinMs);
  const ofOwner = matches.owner ?? (() => true);
  return source.find({ ...matches, owner: (owner) => ofOwner(owner) && maySeePath(person, owner) });
}

function matcherOf(query: ExpiringQuery, person: Person, now: Date, withinMs: number): IndexFilter {
  const { cluster, namespace, kinds, owner, mine, told } = query;
  const wanted = owner === undefined ? undefined : ownerMatcher(owner);
  return {
    nowMs: now.getTime(),
    endsByMs: now.getTime() + withinMs,
    told,
    place: (place) =>
      (cluster === undefined || place.cluster === cluster) &&
      isIn(namespace, place.namespace) &&
      (kinds?.includes(place.kind) ?? true),
    owner: mine ? (one) => isOwner(person, one) : wanted,
  };
}

/** A namespace and all below it; the root by itself. */
export function isIn(wanted: string | undefined, namespace: string): boolean {
  if (wanted === undefined) return true;
  return wanted === '' ? namespace === '' : namespace.startsWith(wanted);
}

/** By the people and groups that both texts name, or by the very text. */
export function ownerMatcher(wanted: string): (owner: string | undefined) => boolean {
  if (wanted === 'none') return (owner) => owner === undefined;
  const keys = ownersIn(wanted);
  const text = wanted.toLowerCase();
  return (owner) =>
    owner !== undefined &&
    (owner.toLowerCase() === text || [...ownersIn(owner)].some((key) => keys.has(key)));
}

function problemsOf(
  { cluster, namespace }: ExpiringQuery,
  ofOwner: (owner: string | undefined) => boolean,
): (problem: ScanProblem) => boolean {
  return (problem) =>
    (cluster === undefined || problem.cluster === cluster) &&
    isIn(namespace, problem.namespace) &&
    ofOwner(problem.owner);
}

/** Several kinds in one mount are one place. */
function byMount(counts: readonly (IndexedPlace & Totals)[]): PlaceCount[] {
  const mounts = new Map<string, PlaceCount>();
  for (const { kind: _, ...count } of counts) {
    const key = `${count.cluster}\n${count.namespace}\n${count.mount}`;
    const known = mounts.get(key);
    if (!known) mounts.set(key, count);
    else
      for (const name of ['expired', 'expiring', 'stale', 'selfRenewing'] as const)
        known[name] += count[name];
  }
  return [...mounts.values()].sort((a, b) => b.expired - a.expired || b.expiring - a.expiring);
}
