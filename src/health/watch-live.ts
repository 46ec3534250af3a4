import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../core/inventory/cluster.ts';
import { toRfc3339 } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { readStatus, type StatusAnswer } from './read-status.ts';
import { keyOf } from './rules/rule.ts';

/** Looks again and again until the signal. A problem is as old as the first look that saw it. */
export async function* watchLive(
  ports: Ports,
  clusters: readonly Cluster[],
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<StatusAnswer> {
  const seenSince = new Map<string, string>();
  while (!signal.aborted) {
    const startedMs = performance.now();
    const answer = await readStatus(ports, clusters, ports.now(), { signal });
    if (signal.aborted) return;
    const keys = new Set(answer.problems.map(keyOf));
    for (const key of seenSince.keys()) if (!keys.has(key)) seenSince.delete(key);
    yield { ...answer, problems: answer.problems.map((problem) => ({ ...problem, since: since(problem) })) };
    await pause(Math.max(0, everyMs - (performance.now() - startedMs)), undefined, { signal }).catch(
      () => undefined,
    );
  }

  function since(problem: StatusAnswer['problems'][number]): string {
    const key = keyOf(problem);
    const known = seenSince.get(key) ?? problem.since;
    const earlier = known < problem.since ? known : problem.since;
    seenSince.set(key, earlier);
    return toRfc3339(new Date(earlier));
  }
}
