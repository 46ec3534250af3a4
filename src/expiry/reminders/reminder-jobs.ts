import type { Config } from '../../config/config.ts';
import type { Job } from '../../define-job.ts';
import { dateInZone, dayMs, hourMs, minuteMs } from '../../lib/times.ts';
import { eachItem } from '../item-store.ts';
import type { ScanFollower } from '../scan-followers.ts';
import { deskIfOpen } from './desk.ts';
import { endBegunActs } from './end-begun-acts.ts';
import { finishHandover } from './hand-over.ts';
import { decidedSince } from './handover-store.ts';
import { sendDigests } from './send-digests.ts';
import { settleDigests } from './settle-digests.ts';
import { isWorkingDay, isWorkingHour } from './working-time.ts';

/**
 * Tells owners of what runs out, once a day. What was held up goes out as long as people work; what was not told by
 * then is due the next day as well.
 */
const digestJob: Job = {
  name: 'expiry-digests',
  summary: 'Tells owners of what has expired or soon will, once a working day',
  schedule: ({ expiry }) => {
    const [hour, minute] = expiry.reminders.at.split(':').map(Number);
    return `${minute} ${hour} * * *`;
  },
  slot: (at, { timeZone, expiry, report }) =>
    expiry.reminders.on && isWorkingDay(at, timeZone, expiry.reminders.days, report.holidays)
      ? dateInZone(at, timeZone)
      : undefined,
  greatestAgeMs: 12 * hourMs,
  async run(day, { ports, log, dueAt, signal }) {
    const desk = deskIfOpen(ports);
    if (!desk) return;
    const { expiry, timeZone } = desk.config;
    const now = desk.now();
    if (!isWorkingHour(now, timeZone, expiry.reminders)) {
      log.info({ day }, 'Digests wait for the next working day');
      return;
    }
    const endsByMs = now.getTime() + (longestBefore(desk.config) + 1) * dayMs;
    const items = eachItem(desk.store.db, { endsByMs });
    const made = await sendDigests(desk, { items, day, dueAt, signal });
    log.info({ day, made }, 'Digests are on their way');
  },
};

function longestBefore({ expiry }: Config): number {
  const { before, rules } = expiry.reminders;
  return Math.max(0, ...before, ...rules.flatMap((rule) => rule.before ?? []));
}

/** What the scan's own call missed: a kill in between, a snooze that is over, an act that was cut off. */
const settleJob: Job = {
  name: 'expiry-digests-settle',
  summary: 'Brings reminders up to what has become of each line',
  schedule: () => '*/10 * * * *',
  slot: (at) => at.toISOString().slice(0, 16),
  greatestAgeMs: 0,
  async run(_slot, { ports, signal }) {
    const desk = deskIfOpen(ports);
    if (!desk) return;
    await endBegunActs(desk, new Date(desk.now().getTime() - 2 * minuteMs), signal);
    for (const handover of await decidedSince(desk.store.db, new Date(desk.now().getTime() - hourMs)))
      await finishHandover(handover, handover.id, desk);
    await settleDigests(desk);
  },
};

export const reminderJobs: readonly Job[] = [digestJob, settleJob];

/** Right after each scan: what it saw renewed is struck out. */
export const reminderFollower: ScanFollower = {
  name: 'reminders',
  async run(_outcome, { ports }) {
    const desk = deskIfOpen(ports);
    if (desk) await settleDigests(desk);
  },
};
