import { hasRole } from '../src/core/people/person.ts';
import { type CommandContext, defineCommand } from '../src/define-command.ts';
import { ForbiddenError, UsageError, UserError } from '../src/lib/errors.ts';
import { dateInZone } from '../src/lib/times.ts';
import { collectReport } from '../src/reports/collect-report.ts';
import { type Month, monthOf, parseMonth } from '../src/reports/month.ts';
import { postReport } from '../src/reports/post-report.ts';
import { type Report, toReportJson } from '../src/reports/report.ts';
import { postedAnswer, reportAnswer } from '../src/reports/report-message.ts';
import { reportText } from '../src/reports/report-text.ts';

interface Args {
  month: Month | undefined;
  post: boolean;
}

type Answer = { report: Report } | { postedTo: string; month: Month; isNew: boolean };

export const report = defineCommand<Args, Answer>({
  name: 'report',
  summary: 'How much Vault was used in a month, and how that has changed',
  usage: '[YYYY-MM] [--post]',
  examples: ['report 2026-10', 'report', 'report 2026-10 --post'],
  roles: ['stakeholder', 'operator'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['vault', 'prometheus'],
  parse({ words, door }) {
    const post = words.includes('--post');
    const [word, ...more] = words.filter((one) => one !== '--post');
    const month = word === undefined ? undefined : parseMonth(word);
    if ((word !== undefined && month === undefined) || more.length > 0)
      throw new UsageError('Name one month as year and month, or none for the month that runs.');
    if (post && door === 'terminal') throw new UsageError('`--post` works in Slack only.');
    return { month, post };
  },
  async run({ month: wanted, post }, context) {
    const { ports, now, signal } = context;
    const month = wanted ?? monthOf(now, ports.config.timeZone);
    return post ? postNow(month, context) : { report: await collectReport(month, ports, now, signal) };
  },
  message: (data) =>
    'report' in data ? reportAnswer(data.report) : postedAnswer(data.month, data.postedTo, data.isNew),
  text: (data) => ('report' in data ? reportText(data.report) : ''),
  json: (data) => ('report' in data ? toReportJson(data.report) : data),
  exitCode: (data) => ('report' in data && data.report.metrics.length === 0 ? 1 : 0),
});

/** For operators: the report in its channel before the clock would put it there, once a day at the most. */
async function postNow(month: Month, { ports, person, log, now, signal }: CommandContext): Promise<Answer> {
  if (!hasRole(person, ['operator'])) throw new ForbiddenError('Posting a report needs the role operator.');
  const channel = ports.config.channels.reports;
  const { outbox, store, config } = ports;
  if (channel === undefined || !outbox || !store)
    throw new UserError('There is no channel for reports: set channels.reports in steward.yaml.');
  const isOver = month < monthOf(now, config.timeZone);
  const isNew = await postReport(month, channel, {
    ports: { ...ports, outbox, store },
    log,
    now,
    dueAt: now,
    signal,
    ...(isOver ? {} : { edition: `so-far-${dateInZone(now, config.timeZone)}` }),
  });
  return { postedTo: channel, month, isNew };
}
