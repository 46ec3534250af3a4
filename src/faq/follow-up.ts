import type { Answer } from './answer.ts';
import { wordsOf } from './words.ts';

/** A message of more words says by itself what it is about. */
const mostWords = 8;
/** One that begins with nothing but a preposition ("in Go?") has to be shorter still, and one without ("Jenkins?") most of all. */
const mostWordsBehind = 4;
const mostBareWords = 2;
/** A word in the names of more answers than this says little about one of them. */
const rareUpTo = 3;

const opener = /^\s*(?:(?:and|or|also|same|what about|how about)\b[\s,]*)+/i;
const preposition = /^\s*(?:for|in|on|with|from|via|using)\b\s*/i;
/** Both products are one to the answers, which say where they differ. */
const products = new Set(['vault', 'openbao', 'bao', 'hashicorp']);
const fillers = new Set(['the', 'a', 'an', 'it', 'is', 'are', 'same', 'too', 'there', 'this', 'that']);

/** Whether a message can only be understood with what was asked before: "and for Jenkins?", "in Go?", "Python?". Pure. */
export function isFollowUp(text: string): boolean {
  const words = wordsOf(text).length;
  if (opener.test(text)) return words <= mostWords;
  if (preposition.test(text)) return words <= mostWordsBehind;
  return words >= 1 && words <= mostBareWords && /\?\s*$/.test(text);
}

/** "How long are they valid?": short, and about something that was named before. Pure. */
export function isAboutIt(text: string): boolean {
  return /\b(?:it|its|they|them|their|those|these)\b/i.test(text) && wordsOf(text).length <= mostWords;
}

/** "And on OpenBao?" asks the same again. Pure. */
export function asksForProduct(text: string): boolean {
  if (!isFollowUp(text)) return false;
  const words = wordsOf(subjectOf(text));
  return (
    words.some((word) => products.has(word)) && words.every((word) => products.has(word) || fillers.has(word))
  );
}

/**
 * "And for Jenkins?" after a question on GitLab: the earlier question, with what is asked now in the place of the words
 * that name its answer. Undefined for a message that is no short follow-up, and where the question has no such words. Pure.
 */
export function swapSubject(
  text: string,
  before: { question: string; answer: Answer },
  answers: ReadonlyMap<string, Answer>,
): string | undefined {
  if (!isFollowUp(text)) return undefined;
  const naming = new Set(wordsOf(nameOf(before.answer)).filter((word) => isRare(word, answers)));
  const pieces = before.question.split(/\s+/);
  const names = pieces.map((piece) => wordsOf(piece).some((word) => naming.has(word)));
  const first = names.indexOf(true);
  if (first === -1) return undefined;
  return pieces
    .map((piece, at) => (at === first ? subjectOf(text) : piece))
    .filter((_, at) => at === first || !names[at])
    .join(' ');
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

/** What a follow-up names: "Jenkins" of "and for Jenkins?". */
function subjectOf(text: string): string {
  return text
    .replace(opener, '')
    .replace(preposition, '')
    .replace(/[\s?!.]+$/, '');
}

function nameOf({ topic }: Answer): string {
  return topic.replaceAll('-', ' ');
}

function isRare(word: string, answers: ReadonlyMap<string, Answer>): boolean {
  let count = 0;
  for (const answer of answers.values()) if (wordsOf(nameOf(answer)).includes(word)) count += 1;
  return count <= rareUpTo;
}
