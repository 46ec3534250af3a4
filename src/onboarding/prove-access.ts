import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../lib/errors.ts';
import type { VaultClient, VaultMethod } from '../vault/vault-client.ts';
import { VaultError } from '../vault/vault-error.ts';
import { type PlanStep, probeRole } from './onboarding-plan.ts';
import type { Proof } from './onboarding-request.ts';
import type { StepTools } from './plan-steps.ts';
import { NotProvenError } from './run-errors.ts';
import { Anything, TokenAnswer } from './schema.ts';

export interface ProofTools extends StepTools {
  /** A client with another token, on the same server. Closed by whoever gave it. */
  as(token: string): VaultClient;
  /** Told when the token is there, and when the canary is. */
  reachedInProof(phase: 'looked' | 'written'): Promise<void>;
}

/** Written and removed again by the proof; nobody's secret. */
const canaryName = 'vault-steward-canary';

const neighboursTried = 3;
/** A new KV v2 mount refuses writes for a moment, while it sets itself up. */
const mountReadyMs = 10_000;
const mountPauseMs = 250;

/**
 * Proves what the team's policy gives and what it does not, on the server itself: a token with exactly the policies
 * of the plan, no default policy, for a minute, writes a canary in the team's mount, reads and removes it, and is
 * denied at up to three neighbours and at the parent namespace. The token is revoked at the end. It is not a login
 * through the identity provider: that the group's members get the policy is read back from group and alias.
 *
 * @throws NotProvenError when the policy gives less or more than promised; VaultError when the server fails
 */
export async function proveAccess(step: PlanStep, tools: ProofTools): Promise<Proof> {
  const token = await openProbe(step, tools);
  try {
    await tools.reachedInProof('looked');
    const probe = tools.as(token);
    const wrote = await writeCanary(probe, tools);
    const denied = await tryNeighbours(probe, tools);
    return { wrote, denied };
  } finally {
    await revoke(token, tools);
  }
}

/**
 * Sees whether the proof can be made at all, before anything is written.
 *
 * @throws UserError when the token role is missing
 */
export async function checkProbeRole({ vault, names, ...tools }: Omit<StepTools, 'plan'>): Promise<void> {
  try {
    const path = `${names.identity}auth/token/roles/${probeRole}`;
    await vault.request({ method: 'GET', namespace: '', path, ...limits(tools) }, Anything);
  } catch (error) {
    if (!(error instanceof VaultError && error.failure === 'notFound')) throw error;
    throw new UserError(
      `The token role ${probeRole} is not there, so nothing could be proven and nothing was begun. docs/onboarding.md says how to make it.`,
    );
  }
}

async function openProbe(step: PlanStep, tools: ProofTools): Promise<string> {
  const { auth } = await tools.vault.request(
    {
      method: 'POST',
      namespace: '',
      path: step.path,
      body: step.body,
      attribution: tools.attribution,
      ...limits(tools),
    },
    TokenAnswer,
  );
  const wanted = step.body.policies as readonly string[];
  if ([...auth.policies].sort().join('\n') === [...wanted].sort().join('\n')) return auth.client_token;
  await revoke(auth.client_token, tools);
  throw new NotProvenError(
    `The token for the proof should hold ${wanted.join(', ')} alone, and holds ${auth.policies.join(', ')}`,
  );
}

async function writeCanary(probe: VaultClient, tools: ProofTools): Promise<string> {
  const { mount } = tools.names;
  const data = `${mount}data/${canaryName}`;
  const deadline = performance.now() + mountReadyMs;
  for (;;) {
    const failure = await attempt(probe, 'POST', data, tools, { data: { request: tools.request } });
    if (!failure) break;
    if (failure.failure === 'denied') throw notAllowed('write to', mount, failure);
    if (performance.now() > deadline) throw failure;
    await wait(mountPauseMs, undefined, limits(tools));
  }
  await tools.reachedInProof('written');
  const Canary = z.object({ data: z.object({ data: z.object({ request: z.string() }) }) });
  const read = await probe.request({ method: 'GET', namespace: '', path: data, ...limits(tools) }, Canary);
  if (read.data.data.request !== tools.request)
    throw new NotProvenError(`What was written to ${mount} is not what was read`);
  const removed = await attempt(probe, 'DELETE', `${mount}metadata/${canaryName}`, tools);
  if (removed) throw notAllowed('remove its own key from', mount, removed);
  return mount;
}

/** The neighbours' namespaces, and the parent itself, which is there even for the very first team. */
async function tryNeighbours(probe: VaultClient, tools: ProofTools): Promise<string[]> {
  const { parent, area } = tools.names;
  const own = area.slice(parent.length);
  const names = await tools.vault.list(`${parent}sys/namespaces`, { namespace: '', ...limits(tools) });
  const denied: string[] = [];
  for (const name of names.filter((one) => one !== own).sort()) {
    if (denied.length === neighboursTried) break;
    const kv = `${parent}${name}kv/`;
    const secret = await isDenied(probe, 'GET', `${kv}data/${canaryName}`, tools);
    const folder = await isDenied(probe, 'LIST', `${kv}metadata`, tools);
    if (secret && folder) denied.push(`${parent}${name}`);
  }
  if (!(await isDenied(probe, 'GET', `${parent}sys/mounts`, tools)))
    throw new NotProvenError(
      `Whether the team is kept out of ${parent || 'the root namespace'} is not clear`,
    );
  return [...denied, parent === '' ? 'the root namespace' : parent];
}

/** False when the server gave no verdict: a namespace that is sealed or being deleted proves nothing. */
async function isDenied(
  probe: VaultClient,
  method: VaultMethod,
  path: string,
  tools: ProofTools,
): Promise<boolean> {
  const failure = await attempt(probe, method, path, tools);
  if (failure?.failure === 'denied') return true;
  if (failure && failure.failure !== 'notFound') return false;
  throw new NotProvenError(`The team could reach ${path}, which is not theirs`);
}

async function attempt(
  probe: VaultClient,
  method: VaultMethod,
  path: string,
  tools: ProofTools,
  body?: unknown,
): Promise<VaultError | undefined> {
  try {
    const { attribution } = tools;
    await probe.request({ method, namespace: '', path, body, attribution, ...limits(tools) }, Anything);
    return undefined;
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
}

function notAllowed(what: string, mount: string, cause: VaultError): Error {
  return cause.failure === 'denied'
    ? new NotProvenError(`The team may not ${what} ${mount}`, { cause })
    : cause;
}

async function revoke(token: string, tools: ProofTools): Promise<void> {
  await tools.vault.request(
    {
      method: 'POST',
      namespace: '',
      path: `${tools.names.identity}auth/token/revoke`,
      body: { token },
      idempotent: true,
      attribution: tools.attribution,
    },
    Anything,
  );
}

function limits({ signal }: { signal?: AbortSignal | undefined }): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
