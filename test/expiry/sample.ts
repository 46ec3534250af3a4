import type { DatedItem, ScanProblem } from '../../src/expiry/finding.ts';
import type { Scan } from '../../src/expiry/scan.ts';
import { dayMs } from '../../src/lib/times.ts';
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
