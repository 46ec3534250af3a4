import type { z } from 'zod';
import { canonicalJson, type Json } from '../lib/canonical-json.ts';
import type { VaultClient, WriteAttribution } from '../vault/vault-client.ts';
import { VaultError } from '../vault/vault-error.ts';
import { requestMark } from './look-around.ts';
import type { PlanStep } from './onboarding-plan.ts';
import type { PlanNames } from './plan-names.ts';
import { PlanChangedError } from './run-errors.ts';
import {
  type Group,
  GroupAnswer,
  GroupLookupAnswer,
  MountsAnswer,
  NamespaceAnswer,
  PolicyAnswer,
} from './schema.ts';

/** What the steps of one plan are carried out with. */
export interface StepTools {
  /** With the writing login. */
  vault: VaultClient;
  plan: readonly PlanStep[];
  names: PlanNames;
  /** The request's id: the mark on what it makes. */
  request: string;
  attribution: WriteAttribution;
  signal?: AbortSignal | undefined;
}

/** `same`: the server is as the step wants it. */
type Standing = 'absent' | 'same';

/** One kind of step: how to see whether it is done, and what is sent to do it. */
interface StepKind {
  /** @throws PlanChangedError when something else is in its place */
  look(step: PlanStep, tools: StepTools): Promise<Standing>;
  /** Default: the body as it stands in the plan. */
  body?(step: PlanStep, tools: StepTools): Promise<unknown>;
}

/** The steps that write. The proof is not among them: it leaves nothing behind. */
export const stepKinds: Readonly<Record<Exclude<PlanStep['action'], 'prove-access'>, StepKind>> = {
  'create-namespace': { look: lookAtNamespace },
  'enable-secrets-engine': { look: lookAtMount },
  'write-policy': { look: lookAtPolicy },
  'create-group': { look: lookAtGroup },
  'create-group-alias': { look: lookAtAlias, body: aliasBody },
  'set-group-policies': { look: lookAtGroupPolicies },
};

async function lookAtNamespace(step: PlanStep, tools: StepTools): Promise<Standing> {
  const found = await readIfThere(tools, step.path, NamespaceAnswer);
  if (!found) return 'absent';
  const marks = found.data.custom_metadata ?? {};
  if (marks[requestMark] !== tools.request)
    throw new PlanChangedError(`The namespace ${step.path} belongs to another request`);
  return isSame(marks, step.body.custom_metadata) ? 'same' : 'absent';
}

async function lookAtMount(step: PlanStep, tools: StepTools): Promise<Standing> {
  const mounts = await tools.vault.request(
    { method: 'GET', namespace: '', path: `${tools.names.area}sys/mounts`, ...limits(tools) },
    MountsAnswer,
  );
  const mount = mounts.data['kv/'];
  if (!mount) return 'absent';
  if (mount.type === step.body.type && isSame(mount.options ?? {}, step.body.options)) return 'same';
  throw new PlanChangedError(`There is another secrets engine at ${tools.names.mount}`);
}

async function lookAtPolicy(step: PlanStep, tools: StepTools): Promise<Standing> {
  const found = await readIfThere(tools, step.path, PolicyAnswer);
  if (!found) return 'absent';
  if (found.data.policy === step.body.policy) return 'same';
  throw new PlanChangedError(`The policy at ${step.path} says something else`);
}

async function lookAtGroup(step: PlanStep, tools: StepTools): Promise<Standing> {
  const group = await readNewGroup(tools, String(step.body.name));
  if (!group) return 'absent';
  const isOurs = group.type === step.body.type && group.metadata?.[requestMark] === tools.request;
  if (!isOurs) throw new PlanChangedError(`The group ${group.name} belongs to somebody else`);
  return isSame(sorted(group.policies), step.body.policies) ? 'same' : 'absent';
}

async function lookAtAlias(step: PlanStep, tools: StepTools): Promise<Standing> {
  const holder = await tools.vault.request(
    {
      method: 'POST',
      namespace: '',
      path: `${tools.names.identity}identity/lookup/group`,
      body: { alias_name: step.body.name, alias_mount_accessor: step.body.mount_accessor },
      idempotent: true,
      ...limits(tools),
    },
    GroupLookupAnswer,
  );
  if (!holder) return 'absent';
  if (holder.data.metadata?.[requestMark] === tools.request) return 'same';
  throw new PlanChangedError(`The group ${step.body.name} has an identity group by now`);
}

/** The plan cannot know the id of a group that it makes itself. */
async function aliasBody(step: PlanStep, tools: StepTools): Promise<unknown> {
  const made = tools.plan.find((one) => one.action === 'create-group');
  const group = await readNewGroup(tools, String(made?.body.name));
  if (!group) throw new PlanChangedError('The group that was just made is gone');
  return { ...step.body, canonical_id: group.id };
}

async function lookAtGroupPolicies(step: PlanStep, tools: StepTools): Promise<Standing> {
  const found = await readIfThere(tools, step.path, GroupAnswer);
  if (!found) throw new PlanChangedError('The group is gone');
  const { adminPolicy } = tools.names;
  const has = sorted(found.data.policies);
  if (isSame(has, step.body.policies)) return 'same';
  if (isSame(sorted([...has, adminPolicy]), step.body.policies)) return 'absent';
  throw new PlanChangedError('The policies of the group have changed');
}

async function readNewGroup({ vault, names, ...tools }: StepTools, name: string): Promise<Group | undefined> {
  const path = `${names.identity}identity/group/name/${name}`;
  return (await readIfThere({ vault, ...tools }, path, GroupAnswer))?.data;
}

async function readIfThere<T>(
  tools: Pick<StepTools, 'vault' | 'signal'>,
  path: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  try {
    return await tools.vault.request({ method: 'GET', namespace: '', path, ...limits(tools) }, schema);
  } catch (error) {
    if (error instanceof VaultError && error.failure === 'notFound') return undefined;
    throw error;
  }
}

function limits({ signal }: Pick<StepTools, 'signal'>): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function sorted(names: readonly string[] | null | undefined): string[] {
  return [...(names ?? [])].sort();
}

function isSame(found: Json, wanted: Json | undefined): boolean {
  return wanted !== undefined && canonicalJson(found) === canonicalJson(wanted);
}
