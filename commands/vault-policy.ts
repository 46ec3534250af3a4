import { z } from 'zod';
import type { Config } from '../src/config/config.ts';
import { chooseClusters } from '../src/core/inventory/choose-cluster.ts';
import type { Cluster } from '../src/core/inventory/cluster.ts';
import type { LivePolicy } from '../src/core/inventory/live-policy.ts';
import type { LeftOut, PolicyLine } from '../src/core/inventory/policy.ts';
import { policyText } from '../src/core/inventory/policy-text.ts';
import { type CommandContext, defineCommand } from '../src/define-command.ts';
import { auditPolicyLines } from '../src/health/policy-lines.ts';
import { UsageError, UserError } from '../src/lib/errors.ts';
import { onboardingWriteLines } from '../src/onboarding/login-policies.ts';
import { datesPolicyFor, policyFor } from '../src/policy-for.ts';

interface Args {
  cluster: string | undefined;
  /** Which policy: of the reading login, its additions for dates or audit devices, or of the writing login. */
  of: 'reader' | 'dates' | 'audit' | 'writer';
  write: boolean;
  name: string | undefined;
}

interface Written {
  cluster: string;
  /** Where the policy is kept: the namespace of the login. */
  namespace: string;
  name: string;
  policy: string;
  lines: readonly PolicyLine[];
  leftOut: readonly LeftOut[];
  written: boolean;
  /** It comes beside the login's own policy. */
  isAddition: boolean;
}

export const vaultPolicy = defineCommand<Args, Written>({
  name: 'vault-policy',
  summary: 'The least policy for the bot’s login, from the live mounts',
  usage: '[cluster] [--write] [--name NAME] [--dates | --audit | --writer]',
  examples: [
    'vault-policy > vault-steward.hcl',
    'vault-policy --write',
    'vault-policy --dates --write',
    'vault-policy --audit > vault-steward-audit.hcl',
    'vault-policy --writer > vault-steward-writer.hcl',
  ],
  roles: ['operator'],
  answer: 'private',
  changes: true,
  doors: ['terminal'],
  needs: ['vault'],
  parse: ({ words }) => readWords(words),
  async run(args, context) {
    const { config, clusters } = context.ports;
    const cluster = chooseOne(clusters, args.of === 'writer' ? config.onboarding?.cluster : args.cluster);
    const name = args.name ?? usualNames[args.of];
    const policy = await policyOf(cluster, args, context);
    if (args.write) await write(cluster, name, policy, context.reference);
    const { namespace, lines, leftOut, text } = policy;
    const isAddition = args.of === 'dates' || args.of === 'audit';
    return {
      cluster: cluster.name,
      namespace,
      name,
      policy: text,
      lines,
      leftOut,
      written: args.write,
      isAddition,
    };
  },
  message: () => ({ text: 'Only in a terminal.', blocks: [] }),
  text: (data) => (data.written ? writtenText(data) : data.policy.trimEnd()),
});

const usualNames = {
  reader: 'vault-steward',
  dates: 'vault-steward-dates',
  audit: 'vault-steward-audit',
  writer: 'vault-steward-writer',
} as const satisfies Record<Args['of'], string>;

const flags = ['dates', 'audit', 'writer'] as const;

function readWords(words: readonly string[]): Args {
  const args: Args = { cluster: undefined, of: 'reader', write: false, name: undefined };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const of = flags.find((flag) => word === `--${flag}`);
    if (of) args.of = chooseOnce(args.of, of);
    else if (word === '--write') args.write = true;
    else if (word === '--name') args.name = readName(words[++index]);
    else if (word.startsWith('-') || args.cluster !== undefined)
      throw new UsageError(
        'It takes one cluster, --write, --name NAME, and one of --dates, --audit, --writer.',
      );
    else args.cluster = word;
  }
  return args;
}

function chooseOnce(before: Args['of'], of: Args['of']): Args['of'] {
  if (before === 'reader' || before === of) return of;
  throw new UsageError(`--${before} and --${of} are two policies: write one at a time.`);
}

function readName(name: string | undefined): string {
  if (name !== undefined && /^[a-z0-9][a-z0-9_-]{0,62}$/.test(name)) return name;
  throw new UsageError('--name needs a policy’s name of small letters, digits, - and _.');
}

function chooseOne(clusters: readonly Cluster[], name: string | undefined): Cluster {
  const [cluster, another] = chooseClusters(clusters, name);
  if (!cluster)
    throw new UserError('No cluster is configured. Set VAULT_ADDR, or `clusters` in steward.yaml.');
  if (!another) return cluster;
  const names = clusters.map((one) => `\`${one.name}\``).join(', ');
  throw new UsageError(`Which cluster? There are ${names}.`);
}

async function policyOf(
  cluster: Cluster,
  args: Args,
  context: CommandContext,
): Promise<Pick<Written, 'namespace' | 'lines' | 'leftOut'> & { text: string }> {
  if (args.of === 'writer') return writerPolicy(context.ports.config);
  return args.of === 'audit' ? auditPolicy(cluster) : livePolicy(cluster, context, args);
}

/** Refuses to write what a login that sees only a part would make: it would take rights away. */
async function livePolicy(
  cluster: Cluster,
  { ports, now, signal }: CommandContext,
  { of, write }: Args,
): Promise<LivePolicy> {
  if (of === 'dates' && !ports.config.expiry.write)
    throw new UserError('Writing dates is off: set expiry.write to true in steward.yaml.');
  const policy =
    of === 'dates'
      ? await datesPolicyFor(cluster, now, signal)
      : await policyFor(cluster, ports.config, now, signal);
  const { partlySeen } = policy.inventory;
  if (write && partlySeen.length > 0)
    throw new UserError(
      `Not written: your token does not see all mounts of ${partlySeen.map((one) => one || 'the root namespace').join(', ')}. Use a token that may read sys/mounts in every namespace.`,
    );
  return policy;
}

function writerPolicy({
  onboarding,
}: Config): Pick<Written, 'namespace' | 'lines' | 'leftOut'> & { text: string } {
  if (!onboarding)
    throw new UserError('Onboarding is off: there is no `onboarding` section in steward.yaml.');
  const lines = onboardingWriteLines(onboarding).map((line) => ({ ...line, feature: 'onboard' }));
  const text = policyText({ lines, leftOut: [] }, [
    'The writing login of vault-steward, used only inside an approved onboarding run.',
    'ROOT-EQUIVALENT: whoever may write policies and groups can make itself root.',
  ]);
  return { namespace: onboarding.groups.namespace, lines, leftOut: [], text };
}

/** Apart from the reading policy, since it has sudo in it. */
function auditPolicy({
  vault,
}: Cluster): Pick<Written, 'namespace' | 'lines' | 'leftOut'> & { text: string } {
  if (vault.namespace !== '')
    throw new UserError(
      `Audit devices are seen from the root namespace only, and the login lives in ${vault.namespace}.`,
    );
  const text = policyText({ lines: auditPolicyLines, leftOut: [] }, [
    'Beside the reading policy of vault-steward: whether audit devices are there. Reads only.',
    'Vault wants sudo for this path; without this policy the rules about audit devices are left out.',
  ]);
  return { namespace: '', lines: auditPolicyLines, leftOut: [], text };
}

async function write(
  { vault }: Cluster,
  name: string,
  { namespace, text }: { namespace: string; text: string },
  reference: string,
): Promise<void> {
  await vault.request(
    {
      method: 'PUT',
      path: `sys/policies/acl/${name}`,
      namespace,
      body: { policy: text },
      idempotent: true,
      attribution: { actor: 'terminal', request: reference },
    },
    z.unknown(),
  );
}

function writtenText({ cluster, namespace, name, lines, leftOut, isAddition }: Written): string {
  const where = namespace === '' ? cluster : `${cluster}, namespace ${namespace}`;
  const missing = leftOut.length === 0 ? '' : `\n${leftOut.length} left out; \`vault-policy\` says which.`;
  return `Written: policy ${name} on ${where}, ${lines.length} lines.${missing}\nGive it to the login: bao write auth/approle/role/ROLE token_policies=${isAddition ? 'vault-steward,' : ''}${name}`;
}
