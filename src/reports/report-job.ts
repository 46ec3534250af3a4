import type { Job } from '../define-job.ts';
import { dayMs } from '../lib/times.ts';
import { monthOf, shiftMonth } from './month.ts';
import { postReport } from './post-report.ts';
import { isFirstWorkingDay } from './working-day.ts';

/**
 * Posts the report of the month that is over, on the first working day. It looks every day, since cron cannot say
 * "first working day". Caught up for a week: later, the next month's report is nearer.
 */
export const reportJob: Job = {
  name: 'monthly-report',
  summary: 'Posts the report of the past month on the first working day',
  schedule: ({ report }) => {
    const [hour, minute] = report.at.split(':').map(Number);
    return `${minute} ${hour} * * *`;
  },
  slot: (at, { timeZone, report, channels }) =>
    channels.reports !== undefined && isFirstWorkingDay(at, timeZone, report.holidays)
      ? shiftMonth(monthOf(at, timeZone), -1)
      : undefined,
  greatestAgeMs: 7 * dayMs,
  async run(month, { ports, log, now, dueAt, signal }) {
    const channel = ports.config.channels.reports;
    if (channel === undefined) return;
    const { outbox, store } = ports;
    if (!outbox || !store) throw new Error('The report needs the store and the outbox');
    await postReport(month, channel, { ports: { ...ports, outbox, store }, log, now, dueAt, signal });
  },
};
