import type { Inventory } from '../core/inventory/take-inventory.ts';
import type { DatedItem, KindName, ProblemPlace, ProblemReason } from './finding.ts';

/**
 * Where one scan of one cluster looked, and where it could not: only with this it can be told whether a thing that
 * was not found is gone or merely was not seen.
 */
export interface Coverage {
  /** Namespaces that are there. */
  namespaces: Set<string>;
  /** Namespaces whose children or mounts may not all have been listed. */
  unlisted: Set<string>;
  /** The same for their auth methods. */
  unlistedAuth: Set<string>;
  /** What was gone through to the end, by kind and place; holes are beside it. */
  looked: Set<string>;
  /** By place: paths that could not be looked at; each stands for itself and all below. `''` is the whole mount. */
  holes: Map<string, Set<string>>;
  /** By kind and place: what is there and has no date. */
  undated: Map<string, Set<string>>;
}

/** What became of a known thing that a scan did not find. */
export type Fate = 'gone' | 'undated' | 'stale';

/** Problems that are no gaps in what is known: the thing itself was looked at. */
const seenThrough: ReadonlySet<ProblemReason> = new Set(['missingDate', 'neverExpires']);

export function createCoverage({ namespaces, closed, partlySeen, problems }: Inventory): Coverage {
  const unlisted = new Set([...closed, ...partlySeen, ...problems.map(({ namespace }) => namespace)]);
  return {
    namespaces: new Set(namespaces.map(({ path }) => path)),
    unlisted,
    unlistedAuth: new Set(closed),
    looked: new Set(),
    holes: new Map(),
    undated: new Map(),
  };
}

export function noteLooked(
  { looked, undated }: Coverage,
  kind: KindName,
  { namespace, mount }: Pick<ProblemPlace, 'namespace' | 'mount'>,
  withoutDate: readonly string[] = [],
): void {
  const key = keyOf(kind, namespace, mount);
  looked.add(key);
  if (withoutDate.length > 0) undated.set(key, new Set(withoutDate));
}

export function noteHole(
  { holes }: Coverage,
  { namespace, mount }: Pick<ProblemPlace, 'namespace' | 'mount'>,
  path: string,
): void {
  const key = keyOf(namespace, mount);
  const known = holes.get(key) ?? new Set();
  known.add(path.replace(/\/$/, ''));
  holes.set(key, known);
}

/** The hole that a problem makes, if it makes one. */
export function noteProblem(
  coverage: Coverage,
  problem: ProblemPlace & { path: string; reason: ProblemReason },
): void {
  if (!seenThrough.has(problem.reason)) noteHole(coverage, problem, problem.path);
}

/**
 * What became of something that the scan did not find. Gone: its parent was listed completely and it was not there,
 * or its mount or namespace is not in a complete list. Whatever is less certain is stale. Pure.
 */
export function fateOf(
  coverage: Coverage | undefined,
  item: Pick<DatedItem, 'namespace' | 'kind' | 'mount' | 'path'>,
): Fate {
  if (!coverage) return 'stale';
  const { namespace, kind, mount, path } = item;
  if (!coverage.namespaces.has(namespace)) return isNamespaceGone(coverage, namespace) ? 'gone' : 'stale';
  const key = keyOf(kind, namespace, mount);
  if (coverage.looked.has(key)) {
    if (isInHole(coverage, item)) return 'stale';
    return coverage.undated.get(key)?.has(path) ? 'undated' : 'gone';
  }
  // Nobody looked through its mount: either there is none, or it could not be looked at.
  return mount !== '' && areMountsListed(coverage, item) && !isInHole(coverage, item) ? 'gone' : 'stale';
}

function areMountsListed(
  { unlisted, unlistedAuth }: Coverage,
  { namespace, mount }: Pick<DatedItem, 'namespace' | 'mount'>,
): boolean {
  return mount.startsWith('auth/') ? !unlistedAuth.has(namespace) : !unlisted.has(namespace);
}

/** The nearest namespace above that is there has listed its children, and it was not among them. */
function isNamespaceGone({ namespaces, unlisted }: Coverage, namespace: string): boolean {
  for (const above of namespacesAbove(namespace)) if (namespaces.has(above)) return !unlisted.has(above);
  return false;
}

/** `a/b/c/` → `a/b/`, `a/`, ``. */
function namespacesAbove(namespace: string): string[] {
  const names = namespace.split('/').slice(0, -1);
  return names.map((_, at) =>
    names
      .slice(0, names.length - 1 - at)
      .map((name) => `${name}/`)
      .join(''),
  );
}

function isInHole(
  { holes }: Coverage,
  { namespace, mount, path }: Pick<DatedItem, 'namespace' | 'mount' | 'path'>,
): boolean {
  const here = holes.get(keyOf(namespace, mount));
  if (!here) return false;
  if (here.has('') || here.has(path)) return true;
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1))
    if (here.has(path.slice(0, end))) return true;
  return false;
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\n');
}
