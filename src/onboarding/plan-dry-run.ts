import { OnboardingConfig } from '../config/onboarding.ts';
import { UserError } from '../lib/errors.ts';
import type { VaultClient } from '../vault/vault-client.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { Plan } from './onboarding-plan.ts';
import { preparePlan } from './prepare-plan.ts';
import { MountsAnswer } from './schema.ts';

/**
 * The plan for a namespace, by what the caller's own login sees; changes nothing. Without an `onboarding` section
 * it assumes one and says so.
 *
 * @throws UserError why there can be no plan; VaultError when the server does not answer
 */
export async function planDryRun(
  vault: VaultClient,
  asked: { namespace: string; group: string },
  configured: OnboardingConfig | undefined,
  signal: AbortSignal,
): Promise<Plan> {
  const { config, warnings } = configured
    ? { config: configured, warnings: [] }
    : await assumeConfig(vault, signal);
  const wish = { ...asked, requester: 'terminal', request: 'dry-run' };
  const prepared = await preparePlan(vault, wish, config, { signal, authMayBeMissing: !configured });
  if (prepared.problems.length > 0)
    throw new UserError(prepared.problems.map((problem) => problem.text).join('\n'));
  return { plan: prepared.plan, warnings: [...warnings, ...prepared.warnings] };
}

/** Auth methods that put people into external groups. */
const typesWithGroups = ['oidc', 'jwt', 'ldap', 'saml', 'okta', 'azure', 'github', 'kerberos'];

/** Below the login's own namespace, with the first auth method there that knows groups. */
async function assumeConfig(
  vault: VaultClient,
  signal: AbortSignal,
): Promise<{ config: OnboardingConfig; warnings: string[] }> {
  const namespace = (await vault.hasNamespaces()) ? vault.namespace : '';
  const methods = await readAuthMethods(vault, namespace, signal);
  const mount =
    typesWithGroups.flatMap((type) =>
      Object.keys(methods).filter((path) => methods[path]?.type === type),
    )[0] ?? 'oidc/';
  const config = OnboardingConfig.parse({
    cluster: vault.cluster,
    parentNamespace: namespace,
    groups: { namespace, mount },
  });
  return {
    config,
    warnings: [
      `There is no onboarding section in the configuration: this plan assumes groups of the auth method ${namespace}auth/${mount}.`,
    ],
  };
}

async function readAuthMethods(
  vault: VaultClient,
  namespace: string,
  signal: AbortSignal,
): Promise<MountsAnswer['data']> {
  try {
    const request = { method: 'GET', namespace: '', path: `${namespace}sys/auth`, signal } as const;
    return (await vault.request(request, MountsAnswer)).data;
  } catch (error) {
    if (error instanceof VaultError && error.failure === 'denied') return {};
    throw error;
  }
}
