import { minuteMs } from '../../lib/times.ts';
import { isWell } from '../cluster-view.ts';
import { defineRule, type Finding } from './rule.ts';

/**
 * What autopilot says of raft as a whole: https://openbao.org/docs/concepts/integrated-storage/autopilot/. While a node
 * is sealed or silent this only repeats it.
 */
export const raftUnhealthy = defineRule({
  rule: 'raft-unhealthy',
  title: 'Raft storage is not healthy',
  meaning: 'The cluster works, but it has less in reserve than it should: another failure may stop it.',
  nextStep: 'See which server autopilot names, and why it lags or has no vote.',
  command: 'bao operator raft autopilot state',
  basis: 'cluster',
  judge: (view) => {
    const raft = view.facts?.raft;
    if (!raft || !isWell(view)) return undefined;
    const count = raft.servers.length;
    const texts = [
      ...(raft.isHealthy ? [] : ['autopilot says that it is not healthy']),
      ...(raft.failureTolerance === 0 && count > 2 ? ['no server may fail'] : []),
      ...(raft.voters.length < count
        ? [`${raft.voters.length} of ${count} servers ${raft.voters.length === 1 ? 'has' : 'have'} a vote`]
        : []),
      ...(count < view.nodes.length ? [`${count} servers for ${view.nodes.length} configured nodes`] : []),
    ];
    if (texts.length === 0) return [];
    const finding: Finding = {
      severity: 'warning',
      afterMs: 2 * minuteMs,
      text: `Raft: ${texts.join(', ')}`,
    };
    return [finding];
  },
});
