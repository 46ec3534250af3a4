import { defineCommand } from '../src/define-command.ts';
import { UsageError } from '../src/lib/errors.ts';
import { collectReport } from '../src/reports/collect-report.ts';
import { type Month, monthOf, parseMonth } from '../src/reports/month.ts';
import { type Report, toReportJson } from '../src/reports/report.ts';
import { reportAnswer } from '../src/reports/report-message.ts';
import { reportText } from '../src/reports/report-text.ts';

export const report = defineCommand<{ month: Month | undefined }, Report>({
  name: 'report',
  summary: 'How much Vault was used in a month, and how that has changed',
  usage: '[YYYY-MM]',
  examples: ['report 2026-10', 'report'],
  roles: ['stakeholder', 'operator'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['vault', 'prometheus'],
  parse({ words: [word, ...more] }) {
    if (word === undefined) return { month: undefined };
    const month = parseMonth(word);
    if (month === undefined || more.length > 0)
      throw new UsageError('Name one month as year and month, or none for the month that runs.');
    return { month };
  },
  run: ({ month }, { ports, now, signal }) =>
    collectReport(month ?? monthOf(now, ports.config.timeZone), ports, now, signal),
  message: (data) => reportAnswer(data),
  text: (data) => reportText(data),
  json: (data) => toReportJson(data),
  exitCode: ({ metrics }) => (metrics.length === 0 ? 1 : 0),
});
