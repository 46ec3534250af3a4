import type { PlanStep } from './onboarding-plan.ts';

/** What is on the server is not what the plan was made for; somebody has to look at a new plan. */
export class PlanChangedError extends Error {
  override name = 'PlanChangedError';
}

/** Another process has taken the run over: stop, it goes on there. */
export class RunLostError extends Error {
  override name = 'RunLostError';
}

/** The server did all it was asked, and still the result is not what was promised. */
export class NotProvenError extends Error {
  override name = 'NotProvenError';
}

/** A step failed; `cause` says why. */
export class StepError extends Error {
  override name = 'StepError';
  readonly step: PlanStep;

  constructor(step: PlanStep, cause: unknown) {
    super(`${step.action} at ${step.path}`, { cause });
    this.step = step;
  }
}
