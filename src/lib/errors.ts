/**
 * The kinds of error this program knows. `UserError` and its children carry a text meant for the person who
 * asked; everything else is answered with a fixed sentence and a reference, and goes to the log in full.
 */

/** A plain sentence for the person who asked: what is wrong and what to do next. */
export class UserError extends Error {
  override name = 'UserError';
}

/** A command was typed in a way it does not take. `usage` and `example` are shown with the text. */
export class UsageError extends UserError {
  override name = 'UsageError';
}

/** The asker has no right to this. */
export class ForbiddenError extends UserError {
  override name = 'ForbiddenError';
}

/** One thing that is wrong with the configuration: the key, and what was expected there. */
export interface ConfigProblem {
  key: string;
  expected: string;
}

/** The configuration cannot be used. Holds all problems together, never only the first. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(problems.map((problem) => `${problem.key}: ${problem.expected}`).join('\n'), options);
    this.problems = problems;
  }
}

/** Turns whatever was thrown into an Error, keeping the original as the cause. */
export function coerceError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(typeof thrown === 'string' ? thrown : 'Something that is no Error was thrown', {
    cause: thrown,
  });
}
