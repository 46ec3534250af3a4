import type { Job } from '../define-job.ts';
import { dateInZone, dayMs } from '../lib/times.ts';
import { postWeek } from './post-week.ts';

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Posts, once a week, what the answers lack and how they did. Later than three days it would be old news. */
export const weeklyJob: Job = {
  name: 'faq-weekly',
  summary: 'Posts gaps and figures of the answers to the operators, once a week',
  schedule: ({ faq }) => {
    const [hour, minute] = faq.weekly.at.split(':').map(Number);
    return `${minute} ${hour} * * ${weekdays.indexOf(faq.weekly.day)}`;
  },
  slot: (at, { timeZone, faq, channels }) =>
    (faq.weekly.channel ?? channels.operators) === undefined ? undefined : dateInZone(at, timeZone),
  greatestAgeMs: 3 * dayMs,
  async run(day, { ports, now, dueAt }) {
    const channel = ports.config.faq.weekly.channel ?? ports.config.channels.operators;
    if (channel === undefined) return;
    const { outbox, store, slack } = ports;
    if (!outbox || !store || !slack) throw new Error('The weekly post needs the store, Slack and the outbox');
    await postWeek(day, channel, { ports: { ...ports, outbox, store, slack }, now, dueAt });
  },
};
