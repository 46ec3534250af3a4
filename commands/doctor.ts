import { defineCommand } from '../src/define-command.ts';
import type { Finding } from '../src/doctor/check.ts';
import { checkList } from '../src/doctor/check-list.ts';
import { createPolicyCheck } from '../src/doctor/check-policy.ts';
import { examine } from '../src/doctor/examine.ts';
import { findingsMessage, findingsText } from '../src/doctor/findings-message.ts';
import { UsageError } from '../src/lib/errors.ts';
import { policyFor } from '../src/policy-for.ts';

export const doctor = defineCommand<undefined, { checks: Finding[] }>({
  name: 'doctor',
  summary: 'Whether everything around the bot is as it should be, and what to do if not',
  usage: '',
  examples: ['doctor'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['vault', 'prometheus', 'slack', 'store'],
  parse: ({ words }) => {
    if (words.length > 0) throw new UsageError('`doctor` takes no arguments.');
    return undefined;
  },
  run: async (_args, { ports, now, signal, reference }) => ({
    checks: await examine([...checkList, createPolicyCheck(policyFor)], { ports, now, signal, reference }),
  }),
  message: ({ checks }) => findingsMessage(checks),
  text: ({ checks }) => findingsText(checks),
  exitCode: ({ checks }) => (checks.every((check) => check.ok) ? 0 : 1),
});
