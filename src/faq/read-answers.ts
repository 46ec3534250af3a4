import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import { atOnce, type Steps } from '../lib/steps.ts';
import type { Answer } from './answer.ts';
import { filesIn, isGone, linesIn, readText, stateOf, unreadable } from './folder-files.ts';
import { AnswerFileError, parseAnswer } from './parse-answer.ts';

export interface AnswerFiles {
  /** By topic, in alphabetical order. */
  answers: Answer[];
  /** One line for each file that cannot be used, with file and line. */
  problems: string[];
}

type Before = ReadonlyMap<string, Answer>;

/**
 * Reads the answers of all folders, with the questions that stand beside them: `_questions/<topic>.txt`, one a line.
 * A later folder replaces an earlier one's answer by using its file name. A file that is broken, and a folder that
 * cannot be read, is reported, and its answers stay as they were in `before`, if they were there; the others stand.
 */
export function readAnswers(folders: readonly string[], before: Before = new Map()): AnswerFiles {
  return atOnce(readingAnswers(folders, before));
}

/** All of `readAnswers`, one file a step. */
export function* readingAnswers(folders: readonly string[], before: Before = new Map()): Steps<AnswerFiles> {
  const byTopic = new Map<string, Answer>();
  const problems: string[] = [];
  const keep = (answer: Answer | undefined): void => {
    if (answer) byTopic.set(answer.topic, answer);
  };
  for (const folder of folders) {
    const files = filesIn(folder, isAnswerFile, problems);
    if (files === undefined) for (const answer of answersOf(folder, before)) keep(answer);
    for (const file of files ?? []) {
      keep(readAnswer(file, before, problems));
      yield;
    }
  }
  const beside = linesIn(
    folders.map((folder) => join(folder, '_questions')),
    problems,
  );
  const answers = [...byTopic.values()]
    .sort((a, b) => (a.topic < b.topic ? -1 : 1))
    .map((answer) => withQuestions(answer, beside.get(`${answer.topic}.txt`) ?? []));
  return { answers, problems };
}

/** Editors mark files that are open by names that begin with a dot. */
function isAnswerFile(name: string): boolean {
  return name.endsWith('.md') && !/^(?:readme|[_.])/i.test(name);
}

/** One that was deleted since its folder was looked at is nothing. */
function readAnswer(file: string, before: Before, problems: string[]): Answer | undefined {
  try {
    return parseAnswer(file, readText(file));
  } catch (error) {
    if (isGone(file)) return undefined;
    problems.push(error instanceof AnswerFileError ? error.message : unreadable(file, error));
    return before.get(basename(file, '.md'));
  }
}

function answersOf(folder: string, before: Before): Answer[] {
  return [...before.values()].filter(({ file }) => join(folder, basename(file)) === file);
}

/** A question that the answer's own file has, too, counts once: also when an answer from before is kept. */
function withQuestions(answer: Answer, questions: readonly string[]): Answer {
  return { ...answer, questions: [...new Set([...answer.questions, ...questions])] };
}

/** Changes when any file of the folders (answers, questions beside them, background) is changed, added or removed. */
export function foldersState(folders: readonly string[]): string {
  return stateOf(folders.flatMap((one) => [one, join(one, '_questions'), join(one, '_background')]));
}

/** The folder with the answers that come with the program: beside the sources, or beside `dist`. */
export function ownAnswersFolder(): string {
  const places = ['../../faq', '../faq'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return places.find((place) => existsSync(place)) ?? (places[0] as string);
}

/** Where answers are read from: ours first, so that a company's own replace them. */
export function answerFolders({ faq }: Pick<Config, 'faq'>): string[] {
  return [ownAnswersFolder(), ...faq.paths];
}

/** Lines that are no question for any answer, one a line, by file: `_background/*.txt` in each folder. */
export function readBackground(folders: readonly string[], problems: string[] = []): Map<string, string[]> {
  return linesIn(
    folders.map((folder) => join(folder, '_background')),
    problems,
  );
}
