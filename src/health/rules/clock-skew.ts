import { describeSpan, minuteMs, secondMs } from '../../lib/times.ts';
import { hostOf } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/** Compared with the median of all nodes' clocks and ours, so that one wrong clock, ours too, does not blame others. */
export const clockSkew = defineRule({
  rule: 'clock-skew',
  title: 'Clock is wrong',
  meaning:
    'Tokens and certificates begin and end by the servers’ clocks: with a wrong one they end too early or too late.',
  nextStep: 'Look at time synchronization on the node’s host.',
  command: 'timedatectl status',
  basis: 'nodes',
  judge: ({ nodes, settings }) => {
    const told = nodes.flatMap(({ address, look: { clockOffsetSeconds } }) =>
      clockOffsetSeconds === undefined ? [] : [{ address, offset: clockOffsetSeconds }],
    );
    if (told.length === 0) return undefined;
    const sorted = [0, ...told.map(({ offset }) => offset)].sort((a, b) => a - b);
    // Of two, ours and one node's, nobody knows which is right: ours is taken, since the node has to be looked at.
    const median = told.length === 1 ? 0 : (sorted[Math.floor((sorted.length - 1) / 2)] ?? 0);
    return told
      .map(({ address, offset }) => ({ address, skew: offset - median }))
      .filter(({ skew }) => Math.abs(skew) > settings.clockSkewSeconds)
      .map(({ address, skew }) => ({
        node: address,
        severity: 'warning',
        afterMs: minuteMs,
        text: `The clock of ${hostOf(address)} is ${about(Math.abs(skew))} ${skew > 0 ? 'ahead' : 'behind'}`,
      }));
  },
});

const stepsInSeconds = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 43_200, 86_400];

/** In coarse steps, so that a clock that drifts is no edit of the message at each look. */
function about(seconds: number): string {
  const step = stepsInSeconds.findLast((one) => one <= seconds) ?? seconds;
  return `at least ${describeSpan(step * secondMs)}`;
}
