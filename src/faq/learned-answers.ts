import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Ports } from '../ports.ts';
import type { Answer } from './answer.ts';
import type { Draft } from './draft.ts';
import { draftAnswer } from './draft-file.ts';
import { acceptedDrafts, acceptedState } from './draft-store.ts';

/** The accepted drafts as answers. */
export interface Learned {
  /** Differs when the drafts differ. */
  state: string;
  answers: readonly Answer[];
}

const none: Learned = { state: '', answers: [] };

/**
 * What operators accepted, as answers; `before` itself when nothing changed since. A store that does not answer keeps
 * what was known: an old answer is better than none.
 */
export async function readLearned({ store, log }: Ports, before: Learned = none): Promise<Learned> {
  if (!store) return before;
  try {
    const state = await acceptedState(store.db);
    if (state === before.state) return before;
    const drafts = await acceptedDrafts(store.db);
    return { state, answers: drafts.flatMap((draft) => asAnswer(draft, log)) };
  } catch (error) {
    log.error({ error: coerceError(error) }, 'Accepted answers could not be read from the store');
    return before;
  }
}

/** One that cannot be read keeps no other from being an answer. */
function asAnswer(draft: Draft, log: Logger): Answer[] {
  try {
    return [draftAnswer(draft)];
  } catch (error) {
    log.error({ error: coerceError(error), draft: draft.id }, 'An accepted answer cannot be read');
    return [];
  }
}
