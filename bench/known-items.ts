import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../src/config/load-config.ts';
import { terminalPerson } from '../src/core/people/person.ts';
import { answerExpiring } from '../src/expiry/answer-expiring.ts';
import { createCoverage, noteLooked } from '../src/expiry/coverage.ts';
import { expiringMessage, rowsOnPage } from '../src/expiry/expiring-message.ts';
import type { DatedItem } from '../src/expiry/finding.ts';
import { expiryMetrics } from '../src/expiry/metrics/expiry-metrics.ts';
import { tellExpiryMetrics } from '../src/expiry/metrics/tell-metrics.ts';
import { saveScan } from '../src/expiry/save-scan.ts';
import type { Scan } from '../src/expiry/scan.ts';
import { storedSource } from '../src/expiry/stored-source.ts';
import { dayMs, hourMs } from '../src/lib/times.ts';
import { createMetrics } from '../src/metrics/metrics.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { rounded } from './spread.ts';

interface Step {
  seconds: number;
  /** The longest time in which nothing else could run. */
  longestStopMs: number;
  /** The most that this process used in any one stop, all threads together: what a busy machine adds is not in it. */
  busiestStopMs: number;
}

const now = new Date();

/**
 * What so many known things cost without any server: saving a scan that is all new and one in which nothing has
 * changed, the first page of `/vault expiring`, a scrape, and the memory of this process afterwards (with the loader
 * of the TypeScript sources in it, which the built program does not have).
 */
export async function benchKnownItems({ items }: { items: number }): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  const store = await openStore(join(folder, 'store.sqlite'));
  try {
    const [first, second] = [scanOf(items, 0), scanOf(items, 1)];
    const firstSave = await timed(() => saveScan(store.db, first, now));
    const sameAgain = await timed(() => saveScan(store.db, second, now));
    const cold = await timed(() => firstPage(store));
    const pages: number[] = [];
    for (let round = 0; round < 20; round += 1) pages.push((await timed(() => firstPage(store))).seconds);
    const metrics = createMetrics(expiryMetrics);
    const config = parseConfig({ clusters: [{ name: 'bench', address: 'http://127.0.0.1:1' }] });
    const scrape = await timed(async () => {
      await tellExpiryMetrics(metrics, store, config, now);
      await metrics.render();
    });
    return {
      items,
      firstSave,
      sameAgain,
      firstPageAfterScan: cold,
      firstPageMs: rounded(1_000 * (pages.toSorted((a, b) => a - b)[10] ?? 0)),
      longestFirstPageMs: rounded(1_000 * Math.max(...pages)),
      scrape,
      residentMegabytes: Math.round(process.memoryUsage().rss / 1e6),
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<Step> {
  let [longestStopMs, busiestStopMs] = [0, 0];
  let last = { at: performance.now(), cpu: process.cpuUsage() };
  const look = (): void => {
    const stopMs = performance.now() - last.at - beatMs;
    const used = process.cpuUsage(last.cpu);
    longestStopMs = Math.max(longestStopMs, stopMs);
    busiestStopMs = Math.max(busiestStopMs, Math.min(stopMs, (used.user + used.system) / 1_000));
    last = { at: performance.now(), cpu: process.cpuUsage() };
  };
  const beat = setInterval(look, beatMs);
  const began = performance.now();
  await work();
  const seconds = (performance.now() - began) / 1_000;
  look();
  clearInterval(beat);
  return {
    seconds: rounded(seconds),
    longestStopMs: Math.round(longestStopMs),
    busiestStopMs: Math.round(busiestStopMs),
  };
}

const beatMs = 2;

/** A tenth of the things ends within the usual 30 days. */
async function firstPage(store: Store): Promise<void> {
  const source = await storedSource(store.db);
  if (!source) throw new Error('Nothing is known');
  const asker = { person: terminalPerson, place: 'direct', pathsIn: 'private' } as const;
  const question = { query: {}, withinMs: 30 * dayMs, now };
  const answer = await answerExpiring(asker, source, question, { number: 0, size: rowsOnPage });
  expiringMessage(answer, { now, zone: 'UTC', tables: 'native', command: '/vault' });
}

function scanOf(count: number, hours: number): Scan {
  const coverage = createCoverage({
    cluster: 'bench',
    namespaces: [{ path: '', customMetadata: {}, locked: false }],
    mounts: [],
    problems: [],
    partlySeen: [],
    closed: [],
  });
  noteLooked(coverage, 'kv', { namespace: '', mount: 'kv/' });
  return {
    scannedAt: new Date(now.getTime() + hours * hourMs),
    durationMs: 1,
    scanned: count,
    items: Array.from({ length: count }, (_, at) => itemAt(at)),
    problems: [],
    skipped: [],
    looks: [{ cluster: 'bench', scanned: count, failure: undefined, coverage }],
  };
}

function itemAt(at: number): DatedItem {
  const path = `team-${at % 300}/service-${at % 7}/key-${at}`;
  return {
    cluster: 'bench',
    namespace: '',
    kind: 'kv',
    mount: 'kv/',
    path,
    name: `key-${at}`,
    expiresAtMs: now.getTime() + (at % 300) * dayMs + at,
    renewedAtMs: now.getTime() - dayMs,
    owner: `team-${at % 300}@example.com`,
    version: 1,
    versionAtMs: now.getTime() - dayMs,
  };
}
