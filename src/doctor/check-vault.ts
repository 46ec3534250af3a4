import { z } from 'zod';
import type { Cluster } from '../core/inventory/cluster.ts';
import { dayMs, describeSpan, toRfc3339 } from '../lib/times.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { failedFinding } from './failed-finding.ts';

/** https://developer.hashicorp.com/vault/api-docs/system/health */
const Health = z.object({ server_time_utc: z.number(), version: z.string() });

/** https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-self */
const TokenSelf = z.object({
  data: z.object({
    policies: z.array(z.string()),
    ttl: z.number(),
    expire_time: z.string().nullish(),
    renewable: z.boolean().optional(),
  }),
});

/** More than this, and dates of tokens, certificates and reports go wrong. */
const greatestClockSkewSeconds = 30;

/** A new secret id goes through many hands. */
const credentialSoonMs = 14 * dayMs;

/** Each cluster: does it answer, does the login work, do the clocks agree. */
export const checkVault: Check = {
  name: 'Vault',
  applies: ({ clusters }) => clusters.length > 0,
  run: async (context) =>
    (await Promise.all(context.ports.clusters.map((cluster) => lookAt(cluster, context)))).flat(),
};

async function lookAt(cluster: Cluster, context: CheckContext): Promise<Finding[]> {
  const [login, credential, clock] = await Promise.all([
    checkLogin(cluster, context),
    checkCredential(cluster, context),
    checkClock(cluster, context),
  ]);
  return [login, ...credential, clock];
}

/** The secret id that we log in with: once it has ended, the bot is out at the next login. */
async function checkCredential({ name, vault }: Cluster, context: CheckContext): Promise<Finding[]> {
  try {
    const credential = await vault.credentialEnd();
    if (!credential) return [];
    const { what, endsAt } = credential;
    const leftMs = endsAt ? endsAt.getTime() - context.now.getTime() : Number.POSITIVE_INFINITY;
    const ok = leftMs > credentialSoonMs;
    return [
      {
        name: `${what} of ${name}`,
        ok,
        detail: endsAt ? `It ends in ${describeSpan(leftMs)}, ${toRfc3339(endsAt)}` : 'It never ends',
        ...(ok ? {} : { fix: 'Make a new one and give it to the bot, which reads it at its next login.' }),
      },
    ];
  } catch (error) {
    return [failedFinding(`secret id of ${name}`, error, context)];
  }
}

async function checkLogin({ name, vault }: Cluster, context: CheckContext): Promise<Finding> {
  try {
    const { data } = await vault.request(
      { method: 'GET', path: 'auth/token/lookup-self', signal: context.signal },
      TokenSelf,
    );
    const isRoot = data.policies.includes('root');
    const end = data.expire_time ? new Date(data.expire_time) : undefined;
    const ends = end ? `ends in ${describeSpan(end.getTime() - context.now.getTime())}` : 'never ends';
    return {
      name: `login to ${name}`,
      ok: !isRoot,
      detail: `The login works; its token ${ends}; policies: ${data.policies.join(', ')}`,
      ...(isRoot
        ? { fix: 'This is a root token. Log in under the policy that `vault-steward vault-policy` writes.' }
        : {}),
    };
  } catch (error) {
    return failedFinding(`login to ${name}`, error, context);
  }
}

async function checkClock({ name, vault }: Cluster, context: CheckContext): Promise<Finding> {
  try {
    const path = 'sys/health';
    const query = { standbyok: true, perfstandbyok: true, sealedcode: 200, uninitcode: 200 };
    const { server_time_utc } = await vault.request(
      { method: 'GET', path, query, signal: context.signal },
      Health,
    );
    const skew = Math.round(context.ports.now().getTime() / 1000 - server_time_utc);
    const ok = Math.abs(skew) <= greatestClockSkewSeconds;
    return {
      name: `clock of ${name}`,
      ok,
      detail: ok
        ? 'The clocks here and there agree'
        : `The clock here is ${Math.abs(skew)} seconds ${skew > 0 ? 'ahead' : 'behind'}; there it is ${toRfc3339(new Date(server_time_utc * 1000))}`,
      ...(ok ? {} : { fix: 'Let both machines take their time from NTP.' }),
    };
  } catch (error) {
    return failedFinding(`clock of ${name}`, error, context);
  }
}
