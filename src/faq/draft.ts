import { redact } from '../lib/redact.ts';
import { areAlike } from './likeness.ts';

/** `open`: operators have not decided. Only `accepted` ones are answers. */
export const draftStates = ['open', 'accepted', 'rejected'] as const;
export type DraftState = (typeof draftStates)[number];

/** What somebody saved as an answer. */
export interface Draft {
  /** Made from the message that was saved, so that one message is one draft, for ever. */
  id: string;
  /** Where that message is. */
  channel: string;
  ts: string;
  savedBy: string;
  savedAt: Date;
  /** The name of its file, without `.md`, once it is exported. */
  topic: string;
  question: string;
  /** Other words in which people ask the same. */
  otherQuestions: readonly string[];
  /** Markdown. */
  answer: string;
  state: DraftState;
  /** Counts changes: a click decides on what the clicker saw, or on nothing. */
  revision: number;
  decidedBy: string | undefined;
  decidedAt: Date | undefined;
}

/** What a form gives: the words of a draft. */
export type DraftWords = Pick<Draft, 'question' | 'otherQuestions' | 'answer'>;

/** The most characters of a question: what an answer's file takes. */
export const questionLimit = 1_500;
/** The most characters that Slack's form takes for an answer. */
export const answerLimit = 3_000;
const otherQuestionsLimit = 20;

/**
 * Words as they are kept: without secrets, without characters that nobody can see, each other question on a line of
 * its own in `others`. Pure.
 */
export function draftWords(form: {
  question: string;
  others?: string | undefined;
  answer: string;
}): DraftWords {
  const question = cut(oneLineOf(form.question));
  const others = visible(form.others ?? '')
    .split('\n')
    .map((line) => cut(redact(line.replace(/^\s*[-*•]\s+/, ''))))
    .filter((line) => [...line].length >= 2 && line !== question);
  return {
    question,
    otherQuestions: [...new Set(others)].slice(0, otherQuestionsLimit),
    answer: redact(visible(form.answer)).trim(),
  };
}

/** What is wrong with the words, by field of the form; undefined when nothing is. */
export function wordProblems({ question, answer }: DraftWords): Record<string, string> | undefined {
  const letters = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const problems = {
    ...(letters(question) >= 3 ? {} : { question: 'Write the question as people ask it.' }),
    ...(letters(answer) >= 3 ? {} : { answer: 'Write what they should read.' }),
  };
  return Object.keys(problems).length === 0 ? undefined : problems;
}

/** Whether two say the same to what is asked alike: capitals, spaces and signs do not count. Pure. */
export function isSameAnswer(one: DraftWords, other: DraftWords): boolean {
  return plainOf(one.answer) === plainOf(other.answer) && areAlike(one.question, other.question);
}

function plainOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The name of the answer's file: words of its question, and a piece of the draft's id so that no two are one. */
export function draftTopic(question: string, id: string): string {
  const words = question
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  return `${words === '' ? 'saved' : words}-${id.slice(0, 6)}`;
}

/** Never half a surrogate pair. */
function cut(text: string): string {
  return text
    .trim()
    .slice(0, questionLimit)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

function oneLineOf(text: string): string {
  return redact(visible(text)).replace(/\s+/g, ' ').trim();
}

/** Without control and format characters (but for line ends and what joins emoji) and without broken surrogates. */
function visible(text: string): string {
  return text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replaceAll('\t', ' ')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/(?![\n\u200D])[\p{Cc}\p{Cf}]/gu, '');
}
