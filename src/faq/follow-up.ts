import type { Answer } from './answer.ts';
import { wordsOf } from './words.ts';

/** A message of more words says by itself what it is about. */
const mostWords = 8;
/** A word in the names of more answers than this says little about one of them. */
const rareUpTo = 3;

/**
 * "And for Jenkins?" after a question on GitLab: the earlier question without the words that name its answer, and what
 * is asked now. Undefined for a message that is no short follow-up. Pure.
 */
export function swapSubject(
  text: string,
  before: { question: string; answer: Answer },
  answers: ReadonlyMap<string, Answer>,
): string | undefined {
  if (!isFollowUp(text)) return undefined;
  const naming = new Set(wordsOf(nameOf(before.answer)).filter((word) => isRare(word, answers)));
  const left = before.question
    .split(/\s+/)
    .filter((piece) => !wordsOf(piece).some((word) => naming.has(word)))
    .join(' ');
  return `${left}\n${text}`;
}

/** The sample of an answer whose name a short follow-up says: "and from AWS Secrets Manager?". Pure. */
export function sampleNamed(text: string, answer: Answer): number | undefined {
  if (!isFollowUp(text)) return undefined;
  const said = wordsOf(text);
  const found = answer.samples.findIndex(({ name }) => {
    const words = wordsOf(name.replace(/\(.*\)/, ''));
    return words.length > 0 && words.every((word) => said.includes(word));
  });
  return found === -1 ? undefined : found;
}

/** Begins like one, and is short. */
function isFollowUp(text: string): boolean {
  return /^\s*(?:and|or|also|same|what about|how about)\b/i.test(text) && wordsOf(text).length <= mostWords;
}

function nameOf({ topic }: Answer): string {
  return topic.replaceAll('-', ' ');
}

function isRare(word: string, answers: ReadonlyMap<string, Answer>): boolean {
  let count = 0;
  for (const answer of answers.values()) if (wordsOf(nameOf(answer)).includes(word)) count += 1;
  return count <= rareUpTo;
}
