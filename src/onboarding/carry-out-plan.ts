import { setTimeout as wait } from 'node:timers/promises';
import type { PlanStep } from './onboarding-plan.ts';
import type { Proof } from './onboarding-request.ts';
import { type StepTools, stepKinds } from './plan-steps.ts';
import { type ProofTools, proveAccess } from './prove-access.ts';
import { NotProvenError, StepError } from './run-errors.ts';
import { Anything } from './schema.ts';

/** Where in a run something is: each of these is a place at which the process may be killed. */
export interface RunPoint {
  /** Index in the plan. */
  step: number;
  phase: 'looked' | 'written' | 'verified';
}

export interface CarryOutTools extends StepTools, Pick<ProofTools, 'as'> {
  /** Told at every point; what it throws ends the run there. */
  reached(point: RunPoint): Promise<void>;
}

/** How long a server that answers reads from another node may take to show what was written. */
const readBackMs = 5_000;
const readBackPauseMs = 200;

/**
 * Carries out an approved plan, step by step: look, write if it is not so yet, read back. Every step may be repeated,
 * so that a run which was killed at any point goes on to the same end.
 *
 * @returns what the proof at the end showed
 * @throws StepError around VaultError, PlanChangedError, NotProvenError
 */
export async function carryOutPlan(tools: CarryOutTools): Promise<Proof> {
  let proof: Proof | undefined;
  for (const [index, step] of tools.plan.entries()) {
    try {
      if (step.action === 'prove-access') proof = await prove(step, index, tools);
      else await ensure(step, index, tools);
    } catch (error) {
      throw new StepError(step, error);
    }
    await tools.reached({ step: index, phase: 'verified' });
  }
  if (!proof) throw new NotProvenError('The plan has no proof step');
  return proof;
}

function prove(step: PlanStep, index: number, tools: CarryOutTools): Promise<Proof> {
  return proveAccess(step, { ...tools, reachedInProof: (phase) => tools.reached({ step: index, phase }) });
}

async function ensure(step: PlanStep, index: number, tools: CarryOutTools): Promise<void> {
  if (step.action === 'prove-access') return;
  const kind = stepKinds[step.action];
  if ((await kind.look(step, tools)) === 'same') return;
  await tools.reached({ step: index, phase: 'looked' });
  const body = kind.body ? await kind.body(step, tools) : step.body;
  const failure = await write(step, body, tools);
  await tools.reached({ step: index, phase: 'written' });
  const deadline = performance.now() + readBackMs;
  while ((await kind.look(step, tools)) !== 'same') {
    if (failure) throw failure;
    if (performance.now() > deadline)
      throw new NotProvenError('The server took the write, and does not show it');
    await wait(readBackPauseMs, undefined, tools.signal ? { signal: tools.signal } : {});
  }
}

/** A write whose answer was lost may have happened, so its failure counts only if reading back does not find it. */
async function write(step: PlanStep, body: unknown, tools: CarryOutTools): Promise<Error | undefined> {
  try {
    await tools.vault.request(
      {
        method: 'POST',
        namespace: '',
        path: step.path,
        body,
        attribution: tools.attribution,
        ...(tools.signal ? { signal: tools.signal } : {}),
      },
      Anything,
    );
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
