import type { Config } from '../config/config.ts';
import { findMissingLines, findReadableValues } from '../core/inventory/check-rights.ts';
import type { Cluster } from '../core/inventory/cluster.ts';
import type { LivePolicy } from '../core/inventory/live-policy.ts';
import { buildPolicy, type PolicyLine } from '../core/inventory/policy.ts';
import { dateWriterNeeds } from '../core/inventory/policy-needs.ts';
import { hclLine } from '../core/inventory/policy-text.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { failedFinding } from './failed-finding.ts';

/** What a login of this cluster should have now; a new mount makes it longer. */
export type PolicyFor = (
  cluster: Cluster,
  config: Config,
  now: Date,
  signal: AbortSignal,
) => Promise<LivePolicy>;

const shownLines = 20;

/** Each cluster: which rights the login lacks, for which features, and whether it may read what it never should. */
export function createPolicyCheck(policyFor: PolicyFor): Check {
  return {
    name: 'rights',
    applies: ({ clusters }) => clusters.length > 0,
    run: async (context) =>
      (
        await Promise.all(context.ports.clusters.map((cluster) => lookAt(cluster, policyFor, context)))
      ).flat(),
  };
}

async function lookAt(cluster: Cluster, policyFor: PolicyFor, context: CheckContext): Promise<Finding[]> {
  const { ports, now, signal } = context;
  try {
    const policy = await policyFor(cluster, ports.config, now, signal);
    const [missing, readable] = await Promise.all([
      findMissingLines(cluster.vault, policy.lines, signal),
      findReadableValues(cluster.vault, policy.inventory, signal),
    ]);
    const isOurOwnLogin = ports.slack !== undefined;
    return [
      rightsFinding(cluster.name, policy.lines, missing),
      ...(ports.config.expiry.write ? [await datesFinding(cluster, policy, signal)] : []),
      valuesFinding(
        cluster.name,
        readable.map(({ namespace, mount }) => namespace + mount),
        isOurOwnLogin,
      ),
    ];
  } catch (error) {
    return [failedFinding(`rights on ${cluster.name}`, error, context)];
  }
}

function rightsFinding(
  cluster: string,
  lines: readonly PolicyLine[],
  missing: readonly PolicyLine[],
): Finding {
  const name = `rights on ${cluster}`;
  if (missing.length === 0)
    return { name, ok: true, detail: `The login has all ${lines.length} lines of its policy` };
  const features = [...new Set(missing.flatMap(({ feature }) => feature.split(', ')))];
  return {
    name,
    ok: false,
    detail: `The login lacks ${missing.length} of ${lines.length} lines, needed for ${features.join(', ')}`,
    fix: ['# Add these, or let `vault-steward vault-policy --write` do it:', ...hclLines(missing)].join('\n'),
  };
}

function hclLines(missing: readonly PolicyLine[]): string[] {
  const more = missing.length > shownLines ? [`# … and ${missing.length - shownLines} more`] : [];
  return [...missing.slice(0, shownLines).map(hclLine), ...more];
}

/** The addition to the policy where `expiry.write` is on. */
async function datesFinding(
  { name: cluster, vault }: Cluster,
  { inventory }: LivePolicy,
  signal: AbortSignal,
): Promise<Finding> {
  const places = { ...inventory, kind: await vault.serverKind(), ownNamespace: vault.namespace };
  const { lines } = buildPolicy(places, dateWriterNeeds);
  const missing = await findMissingLines(vault, lines, signal);
  const name = `writing dates on ${cluster}`;
  if (missing.length === 0)
    return { name, ok: true, detail: `The login may write dates in all ${lines.length} KV mounts` };
  return {
    name,
    ok: false,
    detail: `The login may not write dates in ${missing.length} of ${lines.length} KV mounts, and expiry.write is on`,
    fix: [
      '# Give the login a policy with these beside its own:',
      `#   vault-steward vault-policy ${cluster} --dates --write`,
      ...hclLines(missing),
    ].join('\n'),
  };
}

/** In a terminal the token is the caller's own, who may well have the right. */
function valuesFinding(cluster: string, places: readonly string[], isOurOwnLogin: boolean): Finding {
  const name = `secret values on ${cluster}`;
  if (places.length === 0) return { name, ok: true, detail: 'The login may read none' };
  const some = places.slice(0, 5).join(', ') + (places.length > 5 ? ` and ${places.length - 5} more` : '');
  return {
    name,
    ok: !isOurOwnLogin,
    detail: `${isOurOwnLogin ? 'The login' : 'Your own token'} may read secret values in ${some}`,
    ...(isOurOwnLogin
      ? { fix: 'Give it the policy that `vault-steward vault-policy` writes, and no other.' }
      : {}),
  };
}
