import { wordList } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/** Each node writes its own audit log: a device may work on one and not on another. */
export const auditDeviceFailing = defineRule({
  rule: 'audit-device-failing',
  title: 'Audit log cannot be written',
  meaning:
    'Requests could not be written to an audit device. While another device works they are answered, else refused.',
  nextStep: 'Look for a full or read-only disk under the audit log on the named nodes.',
  command: 'df -h',
  basis: 'slow',
  judge: ({ slow }) => {
    const failures = slow?.metrics?.auditFailures;
    if (!failures) return undefined;
    if (failures.length === 0) return [];
    const nodes = wordList(failures.map(({ instance, count }) => `${count} on ${instance}`));
    return [
      {
        severity: 'critical',
        text: `Audit entries that could not be written in the last quarter of an hour: ${nodes}`,
      },
    ];
  },
});
