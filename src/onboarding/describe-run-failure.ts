import { UserError } from '../lib/errors.ts';
import { VaultError, type VaultFailure } from '../vault/vault-error.ts';
import type { OnboardingRequest } from './onboarding-request.ts';
import { NotProvenError, PlanChangedError, StepError } from './run-errors.ts';

const reasons: Readonly<Record<VaultFailure, string>> = {
  denied:
    'the writing login lacks a right it needs. `vault-steward vault-policy --writer` prints the policy it should have',
  loginRefused: 'the writing login was refused. Its secret id may have run out',
  notFound: 'Vault does not have what the step needs',
  sealed: 'Vault is sealed',
  namespaceClosed: 'the namespace is sealed or locked',
  unreachable: 'Vault cannot be reached',
  rateLimited: 'Vault has had too many requests',
  invalid: 'Vault refused it',
  redirected: 'Vault sent the request to another address, which is never followed',
  unexpected: 'Vault gave an answer that makes no sense here',
};

/** Why a run stopped, in one plain sentence; what Vault said itself goes to the log only. */
export function describeRunFailure(error: unknown, request: Pick<OnboardingRequest, 'plan' | 'id'>): string {
  if (!(error instanceof StepError)) return `${capital(reasonOf(error, request))}.`;
  const number = request.plan.findIndex((step) => step.path === error.step.path) + 1;
  const where = `Step ${number} of ${request.plan.length} (${error.step.action}) stopped`;
  return `${where}: ${reasonOf(error.cause, request)}.`;
}

function reasonOf(error: unknown, { id }: Pick<OnboardingRequest, 'id'>): string {
  if (error instanceof VaultError) return reasons[error.failure];
  const isPlain =
    error instanceof NotProvenError || error instanceof PlanChangedError || error instanceof UserError;
  if (isPlain) return error.message.replace(/\.$/, '');
  return `something went wrong on our side; the log has it under ${id}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
