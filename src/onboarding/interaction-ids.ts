import { z } from 'zod';
import type { OnboardingRequest } from './onboarding-request.ts';

/** What stands in action_id and callback_id. */
export const ids = {
  submit: { id: 'onboarding:submit', version: 1 },
  approve: { id: 'onboarding:approve', version: 1 },
  deny: { id: 'onboarding:deny', version: 1 },
  denyReason: { id: 'onboarding:deny-reason', version: 1 },
  retry: { id: 'onboarding:retry', version: 1 },
  withdraw: { id: 'onboarding:withdraw', version: 1 },
} as const;

/** A request and the version of its plan: all that a button carries. */
export interface RequestRef {
  id: string;
  planVersion: number;
}

/** `k7m2p9xq.1` */
export const RequestRef = z
  .string()
  .regex(/^[a-z0-9-]{1,40}\.\d{1,6}$/)
  .transform((text): RequestRef => {
    const [id = '', version = ''] = text.split('.');
    return { id, planVersion: Number(version) };
  });

export function refOf({ id, planVersion }: Pick<OnboardingRequest, 'id' | 'planVersion'>): string {
  return `${id}.${planVersion}`;
}
