import { setImmediate as letOthers } from 'node:timers/promises';

/** Long work that can be paused at each `yield`. */
export type Steps<Result> = Generator<void, Result>;

/** Does all of it now. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Does it in pieces of about `pieceMs`, and lets everything else run between them.
 *
 * @throws the signal's reason when it is given up; whoever else has these steps may go on with them
 */
export async function inPieces<Result>(
  steps: Steps<Result>,
  pieceMs = 10,
  signal?: AbortSignal,
): Promise<Result> {
  for (;;) {
    const endMs = performance.now() + pieceMs;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < endMs);
    await letOthers();
    signal?.throwIfAborted();
  }
}
