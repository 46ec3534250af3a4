import type { OnboardingConfig } from '../config/onboarding.ts';
import type { VaultClient } from '../vault/vault-client.ts';
import { type LookOptions, lookAround, unknownAccessor } from './look-around.ts';
import { groupProblem, namespaceProblem } from './names.ts';
import { makePlan, type OnboardingWish, type PlanResult } from './onboarding-plan.ts';

/** A plan by what the given login sees, and whether it can be more than a dry run on this server. */
export interface PreparedPlan extends PlanResult {
  dryRunOnly: boolean;
}

/**
 * Checks what was typed, looks at the server, plans. Names are checked first, so that nothing odd is ever put into
 * a path.
 *
 * @throws VaultError when the server does not answer
 */
export async function preparePlan(
  vault: VaultClient,
  wish: OnboardingWish,
  config: OnboardingConfig,
  options: LookOptions & { authMayBeMissing?: boolean } = {},
): Promise<PreparedPlan> {
  const problems = [namespaceProblem(wish.namespace), groupProblem(wish.group, config.groups)].filter(
    (problem) => problem !== undefined,
  );
  if (problems.length > 0) return { plan: [], warnings: [], problems, dryRunOnly: false };
  const { authMayBeMissing = false, ...limits } = options;
  const seen = await lookAround(vault, wish, config, limits);
  if (authMayBeMissing) seen.authAccessor ??= unknownAccessor(config.groups.mount);
  return { ...makePlan(wish, config, seen), dryRunOnly: !seen.hasNamespaces || !config.writer };
}
