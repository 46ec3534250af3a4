import { wordList } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/** https://openbao.org/docs/audit/: what is not written down can never be found out. */
export const auditMissing = defineRule({
  rule: 'audit-missing',
  title: 'Audit log is missing',
  meaning:
    'Requests are not written down, or to fewer places than before: nobody will be able to tell who did what.',
  nextStep: 'Enable an audit device, two of them at best, so that one that is full does not block everybody.',
  command: 'bao audit list',
  basis: 'cluster',
  judge: ({ facts, lostAuditDevices }) => {
    if (!facts?.auditDevices) return undefined;
    if (facts.auditDevices.length === 0) return [{ severity: 'warning', text: 'No audit device is enabled' }];
    if (lostAuditDevices.length === 0) return [];
    const many = lostAuditDevices.length > 1;
    return [
      {
        severity: 'warning',
        text: `The audit ${many ? 'devices' : 'device'} ${wordList(lostAuditDevices)} ${many ? 'are' : 'is'} gone`,
      },
    ];
  },
});
