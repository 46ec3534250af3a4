import { minuteMs } from '../../lib/times.ts';
import { defineRule } from './rule.ts';

/** One change of leaders is a rolling upgrade; several in a row are a network or a disk that is too slow. */
export const leaderFlapping = defineRule({
  rule: 'leader-flapping',
  title: 'The active node keeps changing',
  meaning: 'At each change requests fail for some seconds, and leases and caches are loaded anew.',
  nextStep:
    'Look at disk latency, at the network between the nodes, and at the servers’ logs around the changes.',
  command: 'bao operator raft autopilot state',
  basis: 'nodes',
  judge: ({ leaderChanges, now, settings: { leaderChanges: limit } }) => {
    const since = now.getTime() - limit.withinMinutes * minuteMs;
    const recent = leaderChanges.filter((at) => at.getTime() > since);
    if (recent.length < limit.count) return [];
    const text = `The active node changed ${recent.length} times within ${limit.withinMinutes} minutes`;
    return [{ severity: 'warning', text }];
  },
});
