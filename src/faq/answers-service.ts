import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Service } from '../define-service.ts';
import { coerceError } from '../lib/errors.ts';
import { inPieces, type Steps } from '../lib/steps.ts';
import type { Ports } from '../ports.ts';
import { meaningsOf } from './meanings.ts';
import { answerFilesIn, ownAnswersFolder, readingAnswers } from './read-answers.ts';
import { type AnswersState, tellAnswers } from './tell-answers.ts';
import { unsetIn, unsetVariables } from './variables.ts';

/**
 * Reads the answers once when the program starts, tells what is broken or not set, and lets them go: a mistake shall not
 * wait for the first question, while answers and index are not paid for before it comes.
 */
export const answersService: Service = {
  name: 'faq-answers',
  start(ports) {
    const looked = lookAtAnswers(ports);
    return {
      stop() {
        meaningsOf(ports)?.stop();
        return looked;
      },
    };
  },
};

async function lookAtAnswers(ports: Ports): Promise<void> {
  try {
    tellAnswers(await inPieces(stateOf(ports.config)), ports);
  } catch (error) {
    ports.log.error({ error: coerceError(error) }, 'The answers could not be read at start');
  }
}

/**
 * A company's own answers are parsed. Those that come with the program are right (tests see to it): their text alone is
 * looked through, which spares a start the 10 MB that parsing 53 files leaves behind.
 */
function* stateOf({ faq }: Config): Steps<AnswersState> {
  const { answers, problems } = yield* readingAnswers(faq.paths);
  const replaced = new Set(answers.map(({ topic }) => topic));
  const unset = new Set(unsetVariables(answers, faq.variables));
  for (const file of answerFilesIn(ownAnswersFolder(), problems)) {
    if (replaced.has(basename(file, '.md'))) continue;
    for (const name of unsetIn([readFileSync(file, 'utf8')], faq.variables)) unset.add(name);
    yield;
  }
  return { problems, unset: [...unset].sort() };
}
