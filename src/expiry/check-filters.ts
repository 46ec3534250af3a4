import type { Cluster } from '../core/inventory/cluster.ts';
import { findNamespaces } from '../core/inventory/find-namespaces.ts';
import { readOwner } from '../core/people/owner-address.ts';
import type { Person } from '../core/people/person.ts';
import { type Detail, maySeePath, maySeeTotals } from '../core/people/visibility.ts';
import { UserError } from '../lib/errors.ts';
import { nearestNames } from '../lib/nearest-names.ts';
import type { Ports } from '../ports.ts';
import { cutText, oneLine } from '../slack/plain-text.ts';
import { type ExpiringAnswer, isIn, ownerMatcher } from './answer-expiring.ts';
import type { ExpiringQuery } from './expiring-query.ts';
import type { ExpiringSource } from './expiring-source.ts';
import { createOwners } from './owners.ts';
import { scanSettings } from './scan-settings.ts';

interface Asked {
  query: ExpiringQuery;
  person: Person;
  /** How much may be told where the answer stands. */
  detail: Detail;
  signal: AbortSignal;
}

const mostName = 100;
const mostGuesses = 3;
/** It is asked for a hint alone: nobody waits longer for it. */
const timeoutMs = 5_000;

/** Nothing in it: perhaps what was asked for is not there at all. */
export function isEmpty({ totals, page, problemCount }: ExpiringAnswer): boolean {
  return totals.expired + totals.expiring + page.rows + problemCount === 0;
}

/**
 * For an answer with nothing in it: tells a filter that names what is not there from one whose place is empty. The
 * nearest names are of what the asker may see, and to whoever may not see a place it is as if it were not there.
 *
 * @throws UserError when there is no such namespace, or nothing has such an owner
 */
export async function checkFilters(source: ExpiringSource, ports: Ports, asked: Asked): Promise<void> {
  checkOwner(source, ports, asked);
  await checkNamespace(source, ports, asked);
}

/** A name that nobody has as owner; a mail or an id may well own nothing. */
function checkOwner(source: ExpiringSource, { now }: Ports, { query, person, detail }: Asked): void {
  const { owner } = query;
  // Stakeholders are told totals, and of no owner.
  if (owner === undefined || owner === 'none' || !seesOwners(person)) return;
  const { byOwner } = source.find({
    nowMs: now().getTime(),
    endsByMs: Number.POSITIVE_INFINITY,
    owner: (one) => maySeePath(person, one),
  });
  const known = byOwner.flatMap((one) => one.owner ?? []);
  if (known.some(ownerMatcher(owner))) return;
  const near = detail === 'paths' ? nearestNames(owner, known) : [];
  if (near.length === 0 && readOwner(owner).kind !== 'unreadable') return;
  const whose = person.roles.has('operator') ? 'Nothing' : 'Nothing that you may see';
  throw new UserError(`${whose} has the owner ${shown(owner)}.${guess(near)}`);
}

function seesOwners({ roles }: Person): boolean {
  return roles.has('operator') || roles.has('developer');
}

async function checkNamespace(source: ExpiringSource, ports: Ports, asked: Asked): Promise<void> {
  const { query, person, detail } = asked;
  const { namespace } = query;
  if (namespace === undefined || namespace === '') return;
  const isThere = (path: string): boolean => isIn(namespace, path);
  const inScan = await namespacesInScan(source, ports, asked);
  if (inScan.some(isThere)) return;
  const now = await namespacesNow(ports, asked);
  if (now.seen.some(isThere)) return;
  const names = [...new Set([...inScan, ...now.seen].flatMap(withParents))];
  const near = detail === 'anonymous' ? [] : nearNamespaces(namespace, names);
  // Whoever sees a part cannot be told apart what is hidden and what is not there.
  const isAll = maySeeTotals(person) && now.complete;
  const text = isAll
    ? `There is no namespace ${shown(namespace)}.`
    : `There is no namespace ${shown(namespace)}, or nothing in it is ${maySeeTotals(person) ? 'known' : 'yours'}.`;
  throw new UserError(`${text}${guess(near)}`);
}

/** Where something is known of that the asker may see. */
async function namespacesInScan(
  source: ExpiringSource,
  { now }: Ports,
  { query, person }: Asked,
): Promise<string[]> {
  const maySee = (owner: string | undefined): boolean => maySeeTotals(person) || maySeePath(person, owner);
  const isHere = ({ cluster }: { cluster: string }): boolean =>
    query.cluster === undefined || cluster === query.cluster;
  const { byPlace } = source.find({
    nowMs: now().getTime(),
    endsByMs: Number.POSITIVE_INFINITY,
    place: isHere,
    owner: maySee,
  });
  const problems = await source.problems((problem) => isHere(problem) && maySee(problem.owner));
  return [...byPlace, ...problems].map(({ namespace }) => namespace);
}

/** Those that are there now, with dates or without, as far as the asker may see them. */
async function namespacesNow(
  { clusters, config }: Ports,
  { query, person, signal }: Asked,
): Promise<{ seen: string[]; complete: boolean }> {
  const settings = scanSettings(config);
  const look = async (cluster: Cluster): Promise<{ seen: string[]; complete: boolean }> => {
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const { namespaces, problems, partlySeen } = await findNamespaces(cluster, until);
    const ownerOf = createOwners(cluster.name, namespaces, settings);
    const seen = namespaces
      .map(({ path }) => path)
      .filter(
        (path) =>
          maySeeTotals(person) || maySeePath(person, ownerOf({ namespace: path, mount: '', path: '' })),
      );
    return { seen, complete: problems.length + partlySeen.length === 0 };
  };
  const chosen = clusters.filter(({ name }) => query.cluster === undefined || name === query.cluster);
  // Where a server does not answer, nothing is said about it.
  const looks = await Promise.all(
    chosen.map((cluster) => look(cluster).catch(() => ({ seen: [], complete: false }))),
  );
  return {
    seen: looks.flatMap(({ seen }) => seen),
    complete: chosen.length > 0 && looks.every(({ complete }) => complete),
  };
}

/** `a/b/` → `a/b/`, `a/`: whoever sees one knows of those above it. */
function withParents(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return parts.map((_, at) => `${parts.slice(0, parts.length - at).join('/')}/`);
}

/** Nearly the same, or those that end with what was typed: people leave out what is above. */
function nearNamespaces(wanted: string, names: readonly string[]): string[] {
  const near = nearestNames(wanted, names);
  return near.length > 0 ? near : names.filter((name) => name.endsWith(`/${wanted}`)).slice(0, mostGuesses);
}

function guess(near: readonly string[]): string {
  return near.length === 0 ? '' : ` Did you mean ${near.map(shown).join(', ')}?`;
}

function shown(name: string): string {
  return cutText(oneLine(name), mostName);
}
