import { inPieces } from '../lib/steps.ts';
import type { Asked } from './asked-store.ts';
import { groupAlike } from './likeness.ts';

/** Questions that people asked alike and that got no answer, or none that helped. */
export interface Gap {
  count: number;
  /** As somebody asked it; secrets removed. */
  question: string;
  unanswered: number;
  unhelpful: number;
  /** What did not help, or came nearest, if anything came near. */
  nearest: string | null;
  /** What people said was missing. */
  missing: readonly string[];
}

/** What the answers lack, most asked first. Of thousands of questions, too, nothing else waits for it. */
export async function findGaps(asked: readonly Asked[]): Promise<Gap[]> {
  const open = asked.filter((one) => one.question !== '' && (isUnanswered(one) || one.helped === 0));
  const groups = await inPieces(groupAlike(open, ({ question }) => question));
  return groups.map(({ items }) => ({
    count: items.length,
    question: (items[0] as Asked).question,
    unanswered: items.filter(isUnanswered).length,
    unhelpful: items.filter((one) => one.helped === 0).length,
    nearest: items.find(cameNear)?.topic ?? null,
    missing: items.flatMap(({ missing }) => (missing === null || missing === '' ? [] : [missing])),
  }));
}

/** Below one chance in ten the best candidate has nothing to do with the question. */
const nearFrom = 0.1;

function cameNear({ score, helped }: Asked): boolean {
  return score >= nearFrom || helped === 0;
}

/** Asked directly and not answered, or asked in a channel without being sure enough to answer. */
function isUnanswered({ decision, silence }: Asked): boolean {
  return (
    decision === 'unknown' || decision === 'suggest' || (decision === 'silent' && silence === 'not-sure')
  );
}
