import { z } from 'zod';
import { UserError } from '../lib/errors.ts';
import { nearestNames } from '../lib/nearest-names.ts';
import type { KnownQuestion } from './evaluate.ts';

const Line = z.object({
  q: z.string('expected "q", the question as a text').trim().min(1, 'expected a question in "q"'),
  topic: z.string('expected the topic as a text, or null where no answer is right').nullish(),
  also: z
    .array(z.string('expected topics as texts in "also"'), 'expected a list of topics in "also"')
    .optional(),
});

const mostProblemsShown = 10;

/**
 * Reads questions whose answers are known, one JSON object a line:
 * `{"q": "…", "topic": "kv2-paths" or null, "also": ["other good answer"]}`. Empty lines are skipped.
 *
 * @param topics the answers there are; a label outside of them would count as a miss for ever
 * @throws UserError with file and line of what cannot be used, ten problems at most
 */
export function readKnownQuestions(
  file: string,
  content: string,
  topics: readonly string[],
): KnownQuestion[] {
  const problems: string[] = [];
  const questions = content
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, at): KnownQuestion[] => {
      if (line.trim() === '') return [];
      const read = readLine(line);
      const wrong = typeof read === 'string' ? read : unknownTopic(read, topics);
      if (wrong !== undefined) problems.push(`${file}:${at + 1}: ${wrong}`);
      return typeof read === 'string' ? [] : [read];
    });
  if (problems.length > 0) throw new UserError(shortened(problems).join('\n'));
  if (questions.length === 0)
    throw new UserError(`${file} has no question; one JSON object a line is expected`);
  return questions;
}

function readLine(line: string): KnownQuestion | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'expected a JSON object such as {"q": "how do I log in", "topic": "login-oidc"}';
  }
  const result = Line.safeParse(value);
  return result.success ? result.data : (result.error.issues[0]?.message ?? 'expected a question');
}

function unknownTopic({ topic, also }: KnownQuestion, topics: readonly string[]): string | undefined {
  const unknown = [...(topic ? [topic] : []), ...(also ?? [])].find((name) => !topics.includes(name));
  if (unknown === undefined) return undefined;
  const [nearest] = nearestNames(unknown, topics, 1);
  return `there is no answer ${JSON.stringify(unknown)}${nearest ? `; did you mean ${nearest}?` : ''}`;
}

function shortened(problems: readonly string[]): string[] {
  const left = problems.length - mostProblemsShown;
  return [...problems.slice(0, mostProblemsShown), ...(left > 0 ? [`and ${left} more`] : [])];
}
