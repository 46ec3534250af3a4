import { sharedBy } from '../lib/shared.ts';
import type { Ports } from '../ports.ts';

/** What the log has to hear of the answers that were read. */
export interface AnswersState {
  /** Files that cannot be used, each with file and line. */
  problems: readonly string[];
  /** Variables that answers use and nobody set. */
  unset: readonly string[];
}

const toldLast = sharedBy((_ports: Ports) => ({ problems: new Set<string>(), unset: '' }));

/** Tells an operator, in the log, what is new since the answers were read last: nothing is told twice in a row. */
export function tellAnswers({ problems, unset }: AnswersState, ports: Ports): void {
  const told = toldLast(ports);
  for (const problem of problems)
    if (!told.problems.has(problem)) ports.log.warn({ problem }, 'An answer file cannot be used');
  const names = unset.join(' ');
  if (names !== '' && names !== told.unset)
    ports.log.info(
      { variables: unset },
      'Answers use faq.variables that are not set: their sentences are left out',
    );
  Object.assign(told, { problems: new Set(problems), unset: names });
}
