import { describeSpan } from '../lib/times.ts';
import { explainReason } from '../slack/outbox-errors.ts';
import { type OutboxTrouble, outboxHealth } from '../slack/outbox-health.ts';
import type { Check } from './check.ts';

/** A post may wait this long: Slack's own limits make a queue of some minutes. */
const patienceSeconds = 600;

/** Posts that wait too long, that Slack refused, or of which nobody knows whether they are there. */
export const checkOutbox: Check = {
  name: 'outbox',
  applies: ({ store }) => store !== undefined,
  run: async ({ ports: { store }, now }) => {
    if (!store) return [];
    const { counts, oldestWaitingSeconds, troubles } = await outboxHealth(store, now);
    const waiting = counts.waiting + counts.claimed;
    const age = describeSpan(oldestWaitingSeconds * 1_000);
    const ok = counts.uncertain + counts.failed === 0 && oldestWaitingSeconds < patienceSeconds;
    return [
      {
        name: 'outbox',
        ok,
        detail: `${waiting} waiting${waiting === 0 ? '' : `, the oldest for ${age}`}; ${counts.uncertain} in doubt; ${counts.failed} refused`,
        ...(ok
          ? {}
          : { fix: troubles.slice(0, 3).map(adviceFor).join(' ') || 'The log says why posts wait.' }),
      },
    ];
  },
};

function adviceFor({ channel, reason, posts }: OutboxTrouble): string {
  return `${channel} (${posts}): ${reason}. ${explainReason(reason)}`;
}
