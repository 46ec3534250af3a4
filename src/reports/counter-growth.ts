/** A value of a series at a step of a range query. */
export interface Point {
  at: Date;
  value: number;
}

/** What a counter grew by in the time up to `at`, since the point before. */
export interface Growth {
  at: Date;
  amount: number;
}

/**
 * How much a counter grew within a range, step by step, whatever restarts there were.
 *
 * PromQL's `increase()` is no use for figures that people compare with what they did: it estimates beyond the first
 * and last sample, and it never sees the step from "no series" to a first value, which is all that a rare event
 * such as a quota violation makes (https://prometheus.io/docs/prometheus/latest/querying/functions/#increase).
 * Vault forgets a series that was not touched for `prometheus_retention_time`, so rare counters begin again and
 * again.
 *
 * What a process counted between the last step and its end is lost: with steps of a quarter of an hour that much of
 * one process, never more.
 *
 * @param points the counter, at the steps of one range query, oldest first
 * @param starts `process_start_time_seconds` of the same target at the same steps: where it has a value, the target
 *   was watched
 * @param from the range's first step
 */
export function growthOf(points: readonly Point[], starts: readonly Point[], from: Date): Growth[] {
  const watched = new Map(
    starts.map((start, index) => [start.at.getTime(), { index, seconds: start.value }]),
  );
  return points.map((point, index) => {
    const before = points[index - 1];
    const amount = before ? growthSince(before, point, watched) : firstGrowth(point, watched, from);
    return { at: point.at, amount };
  });
}

/** By time: which of the watched steps it is, and when the process had started then. */
type WatchedSteps = ReadonlyMap<number, { index: number; seconds: number }>;

/** A start time is worked out from the clock, which is corrected now and then. */
const sameStartWithinSeconds = 30;

function growthSince(before: Point, point: Point, watched: WatchedSteps): number {
  const then = watched.get(before.at.getTime());
  const now = watched.get(point.at.getTime());
  const restarted = then && now && Math.abs(now.seconds - then.seconds) > sameStartWithinSeconds;
  const wasForgotten = then && now && now.index - then.index > 1;
  return point.value < before.value || restarted || wasForgotten ? point.value : point.value - before.value;
}

/** The first value counts as growth only if the counter was born within the range. */
function firstGrowth(point: Point, watched: WatchedSteps, from: Date): number {
  const now = watched.get(point.at.getTime());
  if (!now || point.at.getTime() <= from.getTime()) return 0;
  const processIsNew = now.seconds * 1000 >= from.getTime();
  return processIsNew || now.index > 0 ? point.value : 0;
}
