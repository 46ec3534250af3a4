import { terminalPerson } from '../../src/core/people/person.ts';
import { answerExpiring, type ExpiringAnswer, type PageOf } from '../../src/expiry/answer-expiring.ts';
import { rowsOnPage } from '../../src/expiry/expiring-message.ts';
import { liveSource } from '../../src/expiry/expiring-source.ts';
import type { DatedItem, ScanProblem } from '../../src/expiry/finding.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import { now } from './lay-out.ts';
import { item, scanOf } from './sample.ts';

/** An answer to somebody at a terminal about these. */
export async function answer(
  items: DatedItem[],
  problems: ScanProblem[] = [],
  more: Partial<Pick<ExpiringAnswer, 'detail' | 'scope' | 'isLive' | 'query' | 'unseen'>> = {},
  page: PageOf = { number: 0, size: rowsOnPage },
): Promise<ExpiringAnswer> {
  const asker = { person: terminalPerson, place: 'terminal', pathsIn: 'private' } as const;
  const question = { query: more.query ?? {}, withinMs: 30 * dayMs, now };
  return { ...(await answerExpiring(asker, liveSource(scanOf(items, problems)), question, page)), ...more };
}

/** How it is shown. */
export const options = { now, zone: 'Europe/Prague', tables: 'sections', command: '/vault' } as const;
/** One thing that has expired and two that will. */
export const sample = [
  item(-2, {
    path: 'card-gateway/api-key',
    name: 'api-key',
    owner: 'S0PAYMENTS',
    namespace: 'payments/prod/',
  }),
  item(5, {
    path: 'ledger/database',
    name: 'database',
    owner: 'dev@example.com',
    expiresAtMs: now.getTime() + 5 * dayMs + 3 * hourMs,
  }),
  item(12),
];
