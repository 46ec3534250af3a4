import { defineRule } from './rule.ts';

/** Leases that nobody ends are loaded at each change of leaders, which then takes minutes. */
export const leaseGrowth = defineRule({
  rule: 'lease-growth',
  title: 'Leases grow without end',
  meaning:
    'Users notice nothing yet. With very many leases a restart or a change of leaders takes long, and storage fills up.',
  nextStep: 'Find the mount with most leases and shorten its default TTL.',
  command: 'bao read sys/leases/count type=all',
  basis: 'slow',
  judge: ({ slow, settings }) => {
    const leases = slow?.metrics?.leases;
    if (!leases) return undefined;
    const { count, weekAgo } = leases;
    if (count <= settings.leasesAbove || count <= weekAgo * 2) return [];
    return [{ severity: 'warning', text: `There are ${count} leases, ${weekAgo} a week ago` }];
  },
});
