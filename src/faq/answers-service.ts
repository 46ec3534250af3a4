import type { Service } from '../define-service.ts';
import { coerceError } from '../lib/errors.ts';
import { inPieces, type Steps } from '../lib/steps.ts';
import type { Ports } from '../ports.ts';
import { meaningsOf } from './meanings.ts';
import { answerFolders, readingAnswers } from './read-answers.ts';
import { type AnswersState, tellAnswers } from './tell-answers.ts';
import { unsetVariables, type Variables } from './variables.ts';

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
  const { config, log } = ports;
  try {
    tellAnswers(await inPieces(stateOf(answerFolders(config), config.faq.variables)), ports);
  } catch (error) {
    log.error({ error: coerceError(error) }, 'The answers could not be read at start');
  }
}

/** What the log has to hear of the answers in these folders; read in pieces, so that a start waits for none of it. */
export function* stateOf(folders: readonly string[], variables: Variables): Steps<AnswersState> {
  const { answers, problems } = yield* readingAnswers(folders);
  return { problems, unset: unsetVariables(answers, variables) };
}
