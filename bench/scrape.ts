import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseConfig } from '../src/config/load-config.ts';
import { newRow } from '../src/expiry/item-changes.ts';
import { expiryMetrics } from '../src/expiry/metrics/expiry-metrics.ts';
import { tellExpiryMetrics } from '../src/expiry/metrics/tell-metrics.ts';
import { dayMs } from '../src/lib/times.ts';
import { createMetrics } from '../src/metrics/metrics.ts';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';

const namespaces = 500;

/**
 * A scrape with so many known things: how long it takes, how much processor, and the longest time for which nothing
 * else ran. The first round is cold.
 */
export async function benchScrape({ items, rounds }: { items: number; rounds: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'));
  const store = await openStore(join(folder, 'store.sqlite'));
  const now = new Date();
  try {
    await layOut(store, items, now);
    const results: object[] = [];
    for (let round = 0; round < rounds; round += 1) results.push(await scrape(store, now));
    return { items, rounds: results };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function scrape(store: Store, now: Date): Promise<object> {
  const config = parseConfig({ clusters: [{ name: 'prod', address: 'http://127.0.0.1:1' }] });
  const metrics = createMetrics(expiryMetrics);
  let longestStopMs = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longestStopMs = Math.max(longestStopMs, performance.now() - last - 1);
    last = performance.now();
  }, 1);
  const began = performance.now();
  const before = process.cpuUsage();
  await tellExpiryMetrics(metrics, store, config, now);
  const text = await metrics.render();
  const { user, system } = process.cpuUsage(before);
  const tookMs = performance.now() - began;
  await pause(10);
  clearInterval(beat);
  const figures = { tookMs, cpuMs: (user + system) / 1_000, longestStopMs };
  return {
    ...Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Math.round(value)])),
    series: text.split('\n').filter((line) => line.startsWith('vault_')).length,
  };
}

async function layOut(store: Store, items: number, now: Date): Promise<void> {
  const atOnce = 500;
  const scan = { id: 'bench', startedAtMs: now.getTime() };
  for (let from = 0; from < items; from += atOnce) {
    const rows = Array.from({ length: Math.min(atOnce, items - from) }, (_, index) => {
      const number = from + index;
      return newRow(
        String(number).padStart(22, '0'),
        {
          cluster: 'prod',
          namespace: `team-${number % namespaces}/`,
          kind: 'kv',
          mount: 'kv/',
          path: `department/service-${number % 997}/key-${number}`,
          name: `key-${number}`,
          expiresAtMs: now.getTime() + ((number * 7919) % 400) * dayMs,
          renewedAtMs: now.getTime(),
          owner: 'U0ONE',
        },
        scan,
      );
    });
    await store.db.insertInto('expiry_items').values(rows).execute();
  }
  const at = now.getTime();
  await store.db
    .insertInto('expiry_scans')
    .values({
      ...{ id: scan.id, cluster: 'prod', started_at: at, finished_at: at, duration_ms: 1, complete: 1 },
      ...{ failure: null, scanned: items, items, stale: 0, problems: 0, skipped: '[]' },
    })
    .execute();
}
