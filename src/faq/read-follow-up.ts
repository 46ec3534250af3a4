import type { AnswerBook } from './answer-book.ts';
import { askQuestion, type Reply } from './ask-question.ts';
import type { Asked } from './asked-store.ts';
import type { Manner } from './decide.ts';
import { asksForProduct, isAboutIt, isFollowUp, swapSubject } from './follow-up.ts';

/** The ways to read a message. */
export interface Readings {
  alone: string;
  /** Behind the last whole question of its thread. */
  behind?: string;
  /** In that question in the place of what it was about. */
  swapped?: string;
  /** That question itself, where only the product is another one. */
  again?: string;
}

/** So many candidates of a message alone say where it points. */
const nearest = 3;

/** How a message may be read after these questions of its thread. Follow-ups among them say too little to be read on. */
export function readingsOf(book: AnswerBook, text: string, earlier: readonly Asked[]): Readings {
  const asked = earlier.filter(({ question }) => question !== '');
  const last = asked.findLast(({ question }) => !isFollowUp(question)) ?? asked.at(-1);
  if (last === undefined) return { alone: text };
  const { question } = last;
  const answer = book.answers.get(last.topic ?? '');
  const swapped = answer && swapSubject(text, { question, answer }, book.answers);
  return {
    alone: text,
    behind: `${question}\n${text}`,
    ...(swapped === undefined ? {} : { swapped }),
    ...(asksForProduct(text) ? { again: question } : {}),
  };
}

/**
 * Of all readings the one that is surest of an answer that is not there yet; else the one that surely means an answer
 * that is there; else what may be offered.
 */
export function bestReply(
  book: AnswerBook,
  readings: Readings,
  manner: Manner,
  earlier: readonly Asked[],
): Reply {
  const ask = (question: string | undefined): Reply | undefined =>
    question === undefined ? undefined : askQuestion(book, question, manner);
  const alone = askQuestion(book, readings.alone, manner);
  if (readings.behind === undefined || alone.decision === 'answer') return alone;
  const [behind, swapped, again] = [ask(readings.behind), ask(readings.swapped), ask(readings.again)];
  // What the earlier words alone lead to is a guess: the message itself has to point there, too.
  const pointsTo = alone.candidates.slice(0, nearest).map(({ topic }) => topic);
  const agreeing = pointsTo.includes(topicOf(swapped) ?? '') ? swapped : undefined;
  const isNew = (one: Reply | undefined): one is Reply =>
    one !== undefined && !wasSaid(topicOf(one), earlier);
  const best = [behind, agreeing]
    .filter(isNew)
    .reduce((best, one) => (scoreOf(one) > scoreOf(best) ? one : best), alone);
  const isAboutAbove = isAboutIt(readings.alone) || topicOf(behind) === topicOf(alone);
  const said = [again, agreeing, isAboutAbove ? behind : undefined];
  const offer = swapped?.decision === 'suggest' && best.decision === 'unknown' ? swapped : best;
  const reply =
    again === undefined && best.decision === 'answer'
      ? best
      : (said.find((one) => one?.decision === 'answer' && !isNew(one)) ?? offer);
  return { ...reply, question: readings.alone };
}

/** Whether an answer stands in its thread. */
export function wasSaid(topic: string | undefined, earlier: readonly Asked[]): boolean {
  return earlier.some((asked) => asked.decision === 'answer' && asked.topic === topic);
}

function topicOf(reply: Reply | undefined): string | undefined {
  return reply?.candidates[0]?.topic;
}

function scoreOf({ candidates }: Reply): number {
  return candidates[0]?.score ?? 0;
}
