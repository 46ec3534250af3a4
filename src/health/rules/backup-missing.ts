import { describeSpan, hourMs } from '../../lib/times.ts';
import { defineRule } from './rule.ts';

/** A backup that nobody looks at is a backup that stopped months ago. */
export const backupMissing = defineRule({
  rule: 'backup-missing',
  title: 'No good backup',
  meaning:
    'Nothing is broken. But if storage is lost, all changes since the last good snapshot are lost with it.',
  nextStep: 'Take a snapshot by hand, then find out why the regular one did not come.',
  command: 'bao operator raft snapshot save vault.snap',
  basis: 'slow',
  judge: ({ slow, now }) => {
    const backup = slow?.backup;
    if (!backup) return undefined;
    const { lastAt, why, maxAgeHours } = backup;
    if (!lastAt)
      return [{ severity: 'warning', text: `There is no good snapshot: ${why ?? 'none was found'}` }];
    const ageMs = now.getTime() - lastAt.getTime();
    if (ageMs <= maxAgeHours * hourMs) return [];
    return [
      {
        severity: 'warning',
        text: `The last good snapshot is ${describeSpan(ageMs)} old, more than ${maxAgeHours} hours`,
      },
    ];
  },
});
