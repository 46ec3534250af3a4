import { defineRule, type Finding } from './rule.ts';

/** Raft storage on a full disk stops, and an audit log there stops everything. */
export const diskFull = defineRule({
  rule: 'disk-full',
  title: 'Disk of a node fills up',
  meaning:
    'Users notice nothing yet. When it is full, raft storage and the audit log stop, and with them all requests.',
  nextStep: 'Rotate audit logs and remove old snapshots; look at what grows.',
  command: 'df -h',
  basis: 'slow',
  judge: ({ slow, settings, nodes }) => {
    const disks = slow?.metrics?.disks;
    if (!disks) return undefined;
    const least = settings.diskFreePercent / 100;
    return disks
      .filter(({ freeRatio }) => freeRatio < least)
      .map(({ host, mountpoint, freeRatio }): Finding => {
        const node = nodes.find(({ address }) => URL.canParse(address) && new URL(address).hostname === host);
        return {
          ...(node ? { node: node.address } : {}),
          severity: freeRatio < least / 3 ? 'critical' : 'warning',
          text: `${host} has ${Math.floor(freeRatio * 100)} % left on ${mountpoint}`,
        };
      });
  },
});
