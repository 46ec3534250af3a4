import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import { coerceError } from '../lib/errors.ts';
import { atOnce, type Steps } from '../lib/steps.ts';
import type { Answer } from './answer.ts';
import { parseAnswer } from './parse-answer.ts';

/** The largest file that can be an answer; more is a mistake (an archive, a log). */
const fileLimitBytes = 512 * 1024;

export interface AnswerFiles {
  /** By topic, in alphabetical order. */
  answers: Answer[];
  /** One line for each file that cannot be used, with file and line. */
  problems: string[];
}

/**
 * Reads the answers of all folders, with the questions that stand beside them: `_questions/<topic>.txt`, one a line.
 * A later folder replaces an earlier one's answer by using its file name. A file
 * that is broken is reported, and its answer stays as it was in `before`, if it was there; the others stand.
 */
export function readAnswers(
  folders: readonly string[],
  before: ReadonlyMap<string, Answer> = new Map(),
): AnswerFiles {
  return atOnce(readingAnswers(folders, before));
}

/** All of `readAnswers`, one file a step. */
export function* readingAnswers(
  folders: readonly string[],
  before: ReadonlyMap<string, Answer> = new Map(),
): Steps<AnswerFiles> {
  const byTopic = new Map<string, Answer>();
  const problems: string[] = [];
  for (const folder of folders) {
    for (const file of answerFilesIn(folder, problems)) {
      try {
        const answer = parseAnswer(file, readFileSync(file, 'utf8'));
        byTopic.set(answer.topic, answer);
      } catch (error) {
        problems.push(coerceError(error).message);
        const old = before.get(basename(file, '.md'));
        if (old) byTopic.set(old.topic, old);
      }
      yield;
    }
  }
  const beside = readLines(folders, '_questions');
  const answers = [...byTopic.values()]
    .sort((a, b) => (a.topic < b.topic ? -1 : 1))
    .map((answer) => withQuestions(answer, beside.get(`${answer.topic}.txt`) ?? []));
  return { answers, problems };
}

/** A question that the answer's own file has, too, counts once: also when an answer from before is kept. */
function withQuestions(answer: Answer, questions: readonly string[]): Answer {
  return { ...answer, questions: [...new Set([...answer.questions, ...questions])] };
}

/** Changes when any file of the folders (answers, questions beside them, background) is changed, added or removed. */
export function foldersState(folders: readonly string[]): string {
  return folders
    .flatMap((folder) => [folder, join(folder, '_questions'), join(folder, '_background')])
    .flatMap((folder) => {
      if (!existsSync(folder)) return [];
      return readdirSync(folder)
        .sort()
        .map((name) => {
          const { mtimeMs, size } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? {};
          return `${folder}/${name}:${mtimeMs}:${size}`;
        });
    })
    .join('\n');
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
export function readBackground(folders: readonly string[]): Map<string, string[]> {
  return readLines(folders, '_background');
}

/** The lines of all text files in a folder of that name in each folder, by file name; `#` begins a comment. */
function readLines(folders: readonly string[], name: string): Map<string, string[]> {
  const byFile = new Map<string, string[]>();
  for (const folder of folders.map((one) => join(one, name)).filter((one) => existsSync(one)))
    for (const file of readdirSync(folder)
      .filter((one) => one.endsWith('.txt'))
      .sort()) {
      const lines = readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'));
      byFile.set(file, [...(byFile.get(file) ?? []), ...lines]);
    }
  return byFile;
}

/** A folder's answers by file, in alphabetical order; what cannot be read or is too large goes to `problems`. */
function answerFilesIn(folder: string, problems: string[]): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md') && !/^(readme|_)/i.test(name))
      .sort()
      .map((name) => join(folder, name))
      .filter((file) => {
        const { size } = statSync(file);
        if (size > fileLimitBytes) problems.push(`${file}:1: larger than ${fileLimitBytes} bytes`);
        return size <= fileLimitBytes;
      });
  } catch (error) {
    problems.push(`${folder}:1: cannot be read (${coerceError(error).message})`);
    return [];
  }
}
