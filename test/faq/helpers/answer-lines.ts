import { parseAllDocuments, visit } from 'yaml';
import { type MarkdownBlock, parseMarkdown } from '../../../src/faq/markdown.ts';
import { ownAnswersFolder, readAnswers } from '../../../src/faq/read-answers.ts';
import { insertVariables } from '../../../src/faq/variables.ts';

/** A command of an answer that calls `vault`, `bao` or `curl`, with all of its lines. */
export interface AnswerLine {
  topic: string;
  line: string;
}

/** Where a word of the shell may begin a command. */
const begin = String.raw`(?:^|[|;&(]\s*|"\$\(|\bdo |\$\()`;
const callsServer = new RegExp(`${begin}(?:[A-Z_]+="?\\S*"? +)*(?:vault|bao|curl) `, 'm');

/** Names of commands, which a sentence speaks of without what they need; and what would change ~/.bashrc. */
const names = /^(?:vault (?:kv|read|kv get|secrets disable|token create|-autocomplete-install)|curl \w+)$/;

/** All of them, as a reader gets them: in shell samples, in the scripts of CI samples, and in sentences. */
export const answerLines: readonly AnswerLine[] = readAnswers([ownAnswersFolder()]).answers.flatMap(
  ({ topic, shown, more, samples }) =>
    [shown, more, ...samples.map((sample) => sample.markdown)]
      .flatMap((markdown) => parseMarkdown(insertVariables(markdown, {})))
      .flatMap(linesOfBlock)
      .map((line) => ({ topic, line })),
);

function linesOfBlock(block: MarkdownBlock): string[] {
  if (block.kind !== 'code') return commandsInSentence(block.text);
  if (block.language === 'sh') return commandLines(block.text);
  if (block.language === 'yaml') return scriptsInYaml(block.text).flatMap(commandLines);
  if (block.language === 'groovy')
    return [...block.text.matchAll(/'''([\s\S]*?)'''/g)].flatMap(([, script]) => commandLines(script ?? ''));
  return [];
}

/** Texts of a CI description that a shell runs. */
function scriptsInYaml(yaml: string): string[] {
  const scripts: string[] = [];
  for (const document of parseAllDocuments(yaml))
    visit(document, { Scalar: (_, { value }) => void (typeof value === 'string' && scripts.push(value)) });
  return scripts.filter((script) => callsServer.test(script));
}

function commandsInSentence(text: string): string[] {
  return [...text.matchAll(/`((?:vault|bao|curl) [^`]+)`/g)]
    .map(([, command]) => command ?? '')
    .filter((command) => !names.test(command));
}

function commandLines(code: string): string[] {
  const found: string[] = [];
  const rest = code.replaceAll('\\\n', ' ').split('\n');
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    const takeTo = (end: string): string => [line, ...rest.splice(0, rest.indexOf(end) + 1)].join('\n');
    const mark = /<<'(\w+)'/.exec(line)?.[1];
    let whole = line.trim();
    if (mark !== undefined) whole = takeTo(mark);
    else if (/^for .*; do$/.test(line)) whole = takeTo('done');
    if (callsServer.test(whole)) found.push(whole);
  }
  return found;
}
