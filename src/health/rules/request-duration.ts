import { defineRule } from './rule.ts';

/** Against the same hour a week ago: what is slow at night may be the backup, and normal. */
export const requestDuration = defineRule({
  rule: 'request-duration',
  title: 'Requests take longer than usual',
  meaning:
    'Users wait longer than at the same time a week ago; some clients will soon give up and try again.',
  nextStep: 'Look at storage latency and at the number of requests, then at who makes them.',
  basis: 'slow',
  judge: ({ slow, settings }) => {
    const metrics = slow?.metrics;
    if (!metrics?.duration) return undefined;
    const { nowMs, weekAgoMs } = metrics.duration;
    if (nowMs <= settings.durationAboveMs || nowMs <= weekAgoMs * settings.durationFactor) return [];
    const text = `A request takes ${inMs(nowMs)} on average in the last hour, ${inMs(weekAgoMs)} in the same hour a week ago`;
    return [{ severity: 'warning', text }];
  },
});

function inMs(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
