import { type Lexeme, lexemeOf } from './lexeme.ts';
import { normalizeQuestion, plainText } from './normalize-question.ts';

/** Gets the word that stands in `text` from there to there, the end not included. */
type ReadWord = (text: string, from: number, to: number) => void;

/** Words of any script. */
const anyWord = /[\p{L}\p{M}\p{N}]+(?:'[\p{L}]{1,3})?/gu;

/**
 * The stems of a question's words in order. Words of any script; joined pairs and synonyms made one. `take` gets each
 * word where it stands, and may take it for another.
 */
export function wordsOf(
  question: string,
  take: (text: string, from: number, to: number) => Lexeme = (text, from, to) =>
    lexemeOf(text.slice(from, to)),
): string[] {
  const lexemes: Lexeme[] = [];
  readWords(question, (text, from, to) => lexemes.push(take(text, from, to)));
  const words: string[] = [];
  for (let at = 0; at < lexemes.length; at += 1) {
    const { stem, joins } = lexemes[at] as Lexeme;
    const pair = joins?.get(lexemes[at + 1]?.written ?? '');
    if (pair !== undefined) at += 1;
    const word = pair ?? stem;
    if (word !== '') words.push(word);
  }
  return words;
}

/** Shows `read` each word of a question, in order. */
export function readWords(question: string, read: ReadWord): void {
  const text = normalizeQuestion(question);
  if (plainText.test(text)) readPlain(text, read);
  else for (const { 0: word, index } of text.matchAll(anyWord)) read(text, index, index + word.length);
}

/** Of plain text in small letters the same words as `anyWord` finds, in less time. */
function readPlain(text: string, read: ReadWord): void {
  const end = text.length;
  let at = 0;
  while (at < end) {
    const from = at;
    while (at < end && isWordCode(text.charCodeAt(at))) at += 1;
    if (at === from) at += 1;
    else {
      at += endingAt(text, at);
      read(text, from, at);
    }
  }
}

/** How long the `'s` or `'ll` is that stands there; 0 where none does. */
function endingAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== apostrophe) return 0;
  let length = 1;
  while (length <= 3 && isLetterCode(text.charCodeAt(at + length))) length += 1;
  return length === 1 ? 0 : length;
}

const apostrophe = 0x27;

function isLetterCode(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isWordCode(code: number): boolean {
  return isLetterCode(code) || (code >= 0x30 && code <= 0x39);
}
