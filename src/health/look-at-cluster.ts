import type { ZodType } from 'zod';
import { z } from 'zod';
import type { Cluster } from '../core/inventory/cluster.ts';
import { findNamespaces } from '../core/inventory/find-namespaces.ts';
import { inParallel } from '../lib/in-parallel.ts';
import { VaultError } from '../vault/vault-error.ts';
import type {
  Ceremony,
  ClusterFacts,
  HaNode,
  LoginFailure,
  NamespaceState,
  RaftState,
} from './cluster-facts.ts';
import * as schema from './schema.ts';

/** Each request has this long. */
const timeoutMs = 5_000;
const atOnce = 8;

/** Namespaces that have no seal of their own: asked once, since that never changes. By cluster. */
export type UnsealableNamespaces = Set<string>;

/**
 * One look with the bot's token. What it may not, or cannot, see is missing from the facts and costs only itself.
 *
 * @throws the signal's reason
 */
export async function lookAtCluster(
  cluster: Cluster,
  unsealable: UnsealableNamespaces,
  signal: AbortSignal,
): Promise<ClusterFacts> {
  const login = await lookUpSelf(cluster, signal);
  const nothing = {
    haNodes: undefined,
    raft: undefined,
    auditDevices: undefined,
    ceremonies: [],
    namespaces: undefined,
  };
  if (login) return { login, ...nothing };
  // One after the other: all at once they would make five connections, every minute and to every cluster.
  return {
    login,
    haNodes: await readHaStatus(cluster, signal),
    raft: await readRaft(cluster, signal),
    auditDevices: await readAudit(cluster, signal),
    ceremonies: await readCeremonies(cluster, signal),
    namespaces: await readNamespaces(cluster, unsealable, signal),
  };
}

/** Also shows whether storage and audit work: Vault answers nothing that it cannot write down first. */
async function lookUpSelf({ vault }: Cluster, signal: AbortSignal): Promise<LoginFailure | undefined> {
  const beganMs = performance.now();
  try {
    await vault.request({ method: 'GET', path: 'auth/token/lookup-self', timeoutMs, signal }, z.unknown());
    return undefined;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return { kind: kindOf(error, performance.now() - beganMs), said: error.message };
  }
}

/** A server with a blocked audit log says 500, or nothing at all when the log neither takes an entry nor fails. */
function kindOf({ failure, status }: VaultError, tookMs: number): LoginFailure['kind'] {
  if (failure === 'loginRefused' || failure === 'denied') return 'refused';
  if (failure === 'unexpected' && status !== undefined && status >= 500) return 'blocked';
  // Timers fire a moment early now and then.
  const isOverdue = failure === 'unreachable' && status === undefined && tookMs >= timeoutMs * 0.9;
  return isOverdue ? 'late' : 'unreachable';
}

/** Undefined for whatever Vault refuses or does not have. */
async function ask<T>(
  { vault }: Cluster,
  path: string,
  answer: ZodType<T>,
  signal: AbortSignal,
  namespace?: string,
): Promise<T | undefined> {
  const where = namespace === undefined ? {} : { namespace };
  return vault
    .request({ method: 'GET', path, timeoutMs, signal, ...where }, answer)
    .catch((error: unknown) => ifVaultSaidNo(error));
}

function ifVaultSaidNo(error: unknown): undefined {
  if (error instanceof VaultError) return undefined;
  throw error;
}

async function readHaStatus(cluster: Cluster, signal: AbortSignal): Promise<HaNode[] | undefined> {
  const answer = await ask(cluster, 'sys/ha-status', schema.HaStatus, signal);
  return answer?.data.nodes.map((node) => ({
    hostname: node.hostname,
    apiAddress: node.api_address,
    clusterAddress: node.cluster_address,
    isActive: node.active_node,
    lastEchoAt: node.last_echo ? new Date(node.last_echo) : undefined,
  }));
}

async function readRaft(cluster: Cluster, signal: AbortSignal): Promise<RaftState | undefined> {
  const answer = await ask(cluster, 'sys/storage/raft/autopilot/state', schema.AutopilotState, signal);
  if (!answer) return undefined;
  const { healthy, failure_tolerance, leader, servers } = answer.data;
  const voters = answer.data.voters ?? [];
  const newest = servers[leader]?.last_index ?? 0;
  return {
    isHealthy: healthy,
    failureTolerance: failure_tolerance,
    voters,
    servers: Object.values(servers).map((server) => ({
      id: server.id,
      address: server.address,
      isAlive: server.node_status === 'alive',
      isHealthy: server.healthy,
      isVoter: voters.includes(server.id),
      behind: Math.max(0, newest - server.last_index),
    })),
  };
}

async function readAudit(cluster: Cluster, signal: AbortSignal): Promise<string[] | undefined> {
  const answer = await ask(cluster, 'sys/audit', schema.AuditDevices, signal);
  return answer && Object.keys(answer.data);
}

/** OpenBao asks for a token since 2.5.3, and under other paths: https://openbao.org/docs/deprecation/unauthed-generate-root/ */
const ceremonyPaths = {
  openbao: { 'root token': 'sys/generate-root-token/attempt', rekey: 'sys/rotate/root/init' },
  vault: { 'root token': 'sys/generate-root/attempt', rekey: 'sys/rekey/init' },
} as const;

async function readCeremonies(cluster: Cluster, signal: AbortSignal): Promise<Ceremony[]> {
  const kind = await cluster.vault.serverKind().catch((error: unknown) => ifVaultSaidNo(error));
  const paths = ceremonyPaths[kind === 'openbao' ? 'openbao' : 'vault'];
  const found: Ceremony[] = [];
  for (const ceremony of ['root token', 'rekey'] as const) {
    const answer = await ask(cluster, paths[ceremony], schema.Ceremony, signal);
    if (answer?.started) found.push({ kind: ceremony, given: answer.progress ?? 0, needed: answer.required });
  }
  return found;
}

/** Only on OpenBao: there one request tells all namespaces, and each may have a seal of its own. */
async function readNamespaces(
  cluster: Cluster,
  unsealable: UnsealableNamespaces,
  signal: AbortSignal,
): Promise<NamespaceState[] | undefined> {
  try {
    if ((await cluster.vault.serverKind()) !== 'openbao') return undefined;
    const { namespaces } = await findNamespaces(cluster, signal);
    return await inParallel(namespaces, atOnce, async ({ path, locked }) => ({
      path,
      isLocked: locked,
      seal: path === cluster.vault.namespace ? undefined : await readSeal(cluster, path, unsealable, signal),
    }));
  } catch (error) {
    return ifVaultSaidNo(error);
  }
}

async function readSeal(
  { vault }: Cluster,
  path: string,
  unsealable: UnsealableNamespaces,
  signal: AbortSignal,
): Promise<NamespaceState['seal']> {
  if (unsealable.has(path)) return undefined;
  const [, parent = '', name = ''] = /^(.*\/)?([^/]+)\/$/.exec(path) ?? [];
  try {
    const { data } = await vault.request(
      { method: 'GET', path: `sys/namespaces/${name}/seal-status`, namespace: parent, timeoutMs, signal },
      schema.NamespaceSealStatus,
    );
    return { isSealed: data.sealed, given: data.progress ?? 0, needed: data.t ?? 0 };
  } catch (error) {
    if (error instanceof VaultError && error.details.some((text) => text.includes('not sealable')))
      unsealable.add(path);
    return ifVaultSaidNo(error);
  }
}
