import { parseMarkdown } from '../../../src/faq/markdown.ts';
import { ownAnswersFolder, readAnswers } from '../../../src/faq/read-answers.ts';
import { insertVariables } from '../../../src/faq/variables.ts';

/** A piece of code of an answer, as a reader gets it. */
export interface AnswerCode {
  /** `topic` and where it stands in it, for the name of a test. */
  name: string;
  topic: string;
  language: string;
  text: string;
}

/** All of them, with their languages. */
export const answerCode: readonly AnswerCode[] = readAnswers([ownAnswersFolder()]).answers.flatMap(
  ({ topic, shown, more, samples }) =>
    [shown, more, ...samples.map(({ markdown }) => markdown)]
      .flatMap((markdown) => parseMarkdown(insertVariables(markdown, {})))
      .flatMap((block, at) => (block.kind === 'code' ? [{ name: `${topic} ${at}`, topic, ...block }] : [])),
);

/** Those in any of these languages; '' is code without one. */
export function codeIn(...languages: string[]): AnswerCode[] {
  return answerCode.filter(({ language }) => languages.includes(language));
}

/** The one of a topic that has these words. @throws Error when there is none, or more than one */
export function codeOf(topic: string, words: string): string {
  const found = answerCode.filter((one) => one.topic === topic && one.text.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} samples of ${topic} have: ${words}`);
  return (found[0] as AnswerCode).text;
}
