import { setTimeout as pause } from 'node:timers/promises';
import type { HealthConfig } from '../config/health.ts';
import type { Basis } from './rules/rule.ts';

/** How often each kind of look is made. */
export function paceSeconds(settings: HealthConfig, basis: Basis): number {
  const { lookSeconds, clusterLookSeconds, slowLookSeconds } = settings;
  return { nodes: lookSeconds, cluster: clusterLookSeconds, slow: slowLookSeconds }[basis];
}

/** A few clusters begin at once for all that anybody can tell; many within two fifths of the pace. */
export function spacingMs({ lookSeconds }: HealthConfig, clusters: number): number {
  return Math.min(40, (lookSeconds * 1000 * 0.4) / clusters);
}

/**
 * Does some work again and again, at a steady pace, until the signal; what takes longer than the pace delays the next,
 * and nothing is made up for. What fails costs only itself.
 */
export async function repeatAt(
  everySeconds: number,
  work: () => Promise<void>,
  { signal, onError }: { signal: AbortSignal; onError: (error: unknown) => void },
): Promise<void> {
  const everyMs = everySeconds * 1000;
  let dueMs = performance.now();
  while (!signal.aborted) {
    await work().catch((error: unknown) => {
      if (!signal.aborted) onError(error);
    });
    dueMs = Math.max(dueMs + everyMs, performance.now());
    await pause(dueMs - performance.now(), undefined, { signal }).catch(() => undefined);
  }
}
