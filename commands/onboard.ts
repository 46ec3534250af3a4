import { type CommandContext, type CommandInput, defineCommand } from '../src/define-command.ts';
import { UsageError, UserError } from '../src/lib/errors.ts';
import { openDesk } from '../src/onboarding/desk.ts';
import { namespaceProblem } from '../src/onboarding/names.ts';
import { modalTitle, onboardModal } from '../src/onboarding/onboard-modal.ts';
import { requesters } from '../src/onboarding/onboarding-interactions.ts';
import type { Plan } from '../src/onboarding/onboarding-plan.ts';
import { planDryRun } from '../src/onboarding/plan-dry-run.ts';
import { planMessage } from '../src/onboarding/plan-message.ts';
import { planText } from '../src/onboarding/plan-text.ts';

interface OnboardArgs {
  namespace: string | undefined;
  group: string | undefined;
  dryRun: boolean;
}

export const onboard = defineCommand<OnboardArgs, Plan>({
  name: 'onboard',
  summary: 'A namespace of its own for a group, once somebody has approved it',
  usage: '[--namespace NAME] [--group GROUP] [--dry-run]',
  examples: ['onboard --namespace payments --group payments-devs --dry-run', 'onboard'],
  roles: requesters,
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['vault'],
  modalTitle,
  parse: parseOnboard,
  run: (args, context) => (context.slack ? openForm(args, context) : planInTerminal(args, context)),
  message: planMessage,
  text: planText,
  json: ({ plan, warnings }) => ({ plan, warnings }),
});

function parseOnboard({ words, door }: CommandInput): OnboardArgs {
  const args: OnboardArgs = { namespace: undefined, group: undefined, dryRun: false };
  for (let index = 0; index < words.length; index += 1) {
    const [option = '', inline] = splitOption(words[index] ?? '');
    if (option === '--dry-run' && inline === undefined) args.dryRun = true;
    else if (option === '--namespace') args.namespace = inline ?? words[++index] ?? '';
    else if (option === '--group') args.group = inline ?? words[++index] ?? '';
    else throw new UsageError(`“${[...option].slice(0, 40).join('')}” means nothing here.`);
  }
  const problem = args.namespace === undefined ? undefined : namespaceProblem(args.namespace);
  if (problem) throw new UsageError(problem.text);
  if (door === 'slack') return args;
  if (args.namespace === undefined || !args.group)
    throw new UsageError('Name the new namespace and the group that is to own it.');
  if (!args.dryRun)
    throw new UsageError(
      'Namespaces are made by request in Slack, where somebody approves them. A terminal shows the plan: add --dry-run.',
    );
  return args;
}

/** `--group=a=b` → `--group`, `a=b` */
function splitOption(word: string): [string, string | undefined] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** The form; the rest is the interactions' work. Without a writing login the form shows the plan. */
async function openForm(args: OnboardArgs, { ports, slack }: CommandContext): Promise<Plan> {
  const { config } = openDesk(ports);
  await slack?.modal?.show(onboardModal(config, args));
  return { plan: [], warnings: [] };
}

async function planInTerminal(args: OnboardArgs, context: CommandContext): Promise<Plan> {
  const { config, clusters } = context.ports;
  const wanted = config.onboarding?.cluster;
  const cluster = clusters.find(({ name }) => wanted === undefined || name === wanted);
  if (!cluster)
    throw new UserError('There is no Vault to plan for. Set VAULT_ADDR, or clusters in steward.yaml.');
  if (wanted === undefined && clusters.length > 1)
    throw new UserError('There are several clusters: name one in onboarding.cluster of steward.yaml.');
  const asked = { namespace: args.namespace ?? '', group: args.group ?? '' };
  return planDryRun(cluster.vault, asked, config.onboarding, context.signal);
}
