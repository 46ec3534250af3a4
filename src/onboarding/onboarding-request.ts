import type { ServerKind } from '../vault/vault-client.ts';
import type { PlanStep } from './onboarding-plan.ts';

/**
 * The life of a request. The decision and what was made of it are two facts: `failed` keeps the approval, and a plan
 * that changed goes from `running` back to `pending`.
 */
export const requestStates = [
  'submitted',
  'pending',
  'approved',
  'running',
  'done',
  'failed',
  'denied',
  'withdrawn',
  'expired',
] as const;
export type RequestState = (typeof requestStates)[number];

const moves: Readonly<Record<RequestState, readonly RequestState[]>> = {
  submitted: ['pending', 'failed', 'withdrawn'],
  pending: ['approved', 'denied', 'withdrawn', 'expired'],
  approved: ['running'],
  running: ['done', 'failed', 'pending'],
  failed: ['approved'],
  done: [],
  denied: [],
  withdrawn: [],
  expired: [],
};

/** Whether a request may go from one state to another. */
export function mayMove(from: RequestState, to: RequestState): boolean {
  return moves[from].includes(to);
}

/** The states from which a state can be reached. */
export function statesBefore(to: RequestState): RequestState[] {
  return requestStates.filter((from) => mayMove(from, to));
}

/** While a request is in one of these, nobody else may ask for the same namespace. */
export function isOpen(state: RequestState): boolean {
  return ['submitted', 'pending', 'approved', 'running'].includes(state);
}

export interface Decision {
  verdict: 'approved' | 'denied';
  /** Slack user id. */
  by: string;
  at: Date;
  /** Why it was denied. */
  reason: string | undefined;
  /** The plan that was approved. */
  planHash: string;
}

/** What the proof step found: a token with the team's policy wrote here, and was refused there. */
export interface Proof {
  wrote: string;
  denied: readonly string[];
}

/** What the requester is told at the end. */
export interface RunResult {
  proof: Proof;
  kind: ServerKind;
  /** For `bao login -method=…`: the type of the auth method. */
  loginMethod: string;
}

/** What became of an approved plan. */
export interface Run {
  startedAt: Date;
  finishedAt: Date | undefined;
  stepsDone: number;
  attempts: number;
  result: RunResult | undefined;
}

export interface OnboardingRequest {
  /** Also the reference that people read and that stands in Vault's audit log. */
  id: string;
  cluster: string;
  namespace: string;
  group: string;
  /** Slack user id. */
  requester: string;
  submittedAt: Date;
  state: RequestState;
  /** Since when it is in this state. */
  stateSince: Date;
  plan: readonly PlanStep[];
  warnings: readonly string[];
  planHash: string;
  /** Counts plans: buttons carry it, so that an old button cannot approve a newer plan. */
  planVersion: number;
  decision: Decision | undefined;
  run: Run | undefined;
  /** Why it failed, or what a run waits for: one plain sentence. */
  failure: string | undefined;
  remindedAt: Date | undefined;
  /** Counts all changes, so that of two notices the newer one wins. */
  revision: number;
}
