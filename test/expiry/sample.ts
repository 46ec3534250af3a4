import { createCoverage, noteHole, noteLooked } from '../../src/expiry/coverage.ts';
import type { DatedItem, ScanProblem } from '../../src/expiry/finding.ts';
import type { Scan } from '../../src/expiry/scan.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import { now } from './lay-out.ts';

/** One thing that expires in so many days. */
export function item(days: number, overrides: Partial<DatedItem> = {}): DatedItem {
  return {
    cluster: 'prod',
    namespace: '',
    kind: 'kv',
    mount: 'kv/',
    path: `app/key-${days}`,
    name: `key-${days}`,
    expiresAtMs: now.getTime() + days * dayMs,
    renewedAtMs: undefined,
    owner: undefined,
    ...overrides,
  };
}

export function problem(overrides: Partial<ScanProblem> = {}): ScanProblem {
  return {
    cluster: 'prod',
    namespace: '',
    mount: 'kv/',
    path: 'x',
    reason: 'denied',
    problem: 'the login may not read its metadata',
    ...overrides,
  };
}

export function scanOf(items: DatedItem[], problems: ScanProblem[] = []): Scan {
  return { scannedAt: now, durationMs: 1234.56, scanned: 100, items, problems, skipped: [], looks: [] };
}

/** So many hours after the first scan. */
export function hoursLater(hours: number): Date {
  return new Date(now.getTime() + hours * hourMs);
}

export interface ScanAtOptions {
  problems?: ScanProblem[];
  /** Paths of `kv/` that could not be looked at; `''` is the whole mount. */
  holes?: readonly string[];
  /** Paths that are there without a date. */
  undated?: readonly string[];
  /** Why the cluster could not be looked at as a whole. */
  failure?: string;
}

/** A scan of all of `prod`, in which `kv/` is the only mount, so many hours after the first. */
export function scanAt(hours: number, items: readonly DatedItem[], options: ScanAtOptions = {}): Scan {
  const { problems = [], holes = [], undated = [], failure } = options;
  const coverage = createCoverage({
    cluster: 'prod',
    namespaces: [{ path: '', customMetadata: {}, locked: false }],
    mounts: [],
    problems: [],
    partlySeen: [],
    closed: [],
  });
  const place = { namespace: '', mount: 'kv/' };
  noteLooked(coverage, 'kv', place, undated);
  for (const hole of holes) noteHole(coverage, place, hole);
  return {
    ...scanOf(structuredClone([...items]), problems),
    scannedAt: hoursLater(hours),
    looks: [
      { cluster: 'prod', scanned: 10, failure, coverage: failure === undefined ? coverage : undefined },
    ],
  };
}
