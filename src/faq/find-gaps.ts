import type { Asked } from './asked-store.ts';
import { groupAlike } from './likeness.ts';

/** Questions that people asked alike and that got no answer, or none that helped. */
export interface Gap {
  count: number;
  /** As somebody asked it; secrets removed. */
  question: string;
  unanswered: number;
  unhelpful: number;
  /** What came nearest, if anything did. */
  nearest: string | null;
  /** What people said was missing. */
  missing: readonly string[];
}

/** What the answers lack, most asked first. */
export function findGaps(asked: readonly Asked[]): Gap[] {
  const open = asked.filter((one) => one.question !== '' && (isUnanswered(one) || one.helped === 0));
  return groupAlike(open, ({ question }) => question).map(({ items }) => ({
    count: items.length,
    question: (items[0] as Asked).question,
    unanswered: items.filter(isUnanswered).length,
    unhelpful: items.filter((one) => one.helped === 0).length,
    nearest: (items[0] as Asked).topic,
    missing: items.flatMap(({ missing }) => (missing === null || missing === '' ? [] : [missing])),
  }));
}

/** Asked directly and not answered, or asked in a channel without being sure enough to answer. */
function isUnanswered({ decision, silence }: Asked): boolean {
  return (
    decision === 'unknown' || decision === 'suggest' || (decision === 'silent' && silence === 'not-sure')
  );
}
