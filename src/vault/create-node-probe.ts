import { z } from 'zod';
import { type Answer, toAnswerError } from './answer-error.ts';
import { certificateFault, isTlsFault } from './connection-error.ts';
import { readListenerCertificate } from './listener-certificate.ts';
import type { LeaderView, LookLimits, NodeFailure, NodeLook, NodeProbe } from './node-probe.ts';
import { healthPath } from './server-kind.ts';
import type { TlsFiles } from './tls-files.ts';
import { createTransport, type Transport } from './transport.ts';
import { VaultError } from './vault-error.ts';

const SealStatus = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  version: z.string().optional(),
  t: z.number().optional(),
  progress: z.number().optional(),
  cluster_id: z.string().optional(),
  cluster_name: z.string().optional(),
});
const Health = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  standby: z.boolean(),
  version: z.string().optional(),
  server_time_utc: z.number().optional(),
});
type Health = z.infer<typeof Health>;
/** What a server in recovery mode serves, and no other: https://openbao.org/api-docs/system/generate-recovery-token/ */
const RecoveryAttempt = z.object({ started: z.boolean(), required: z.number() });
const Leader = z.object({
  ha_enabled: z.boolean(),
  is_self: z.boolean(),
  leader_address: z.string(),
  leader_cluster_address: z.string().optional(),
});

/** One node, and how to reach it. */
interface Place {
  transport: Transport;
  cluster: string;
  address: string;
}

/** Makes the probe of one node; it keeps one connection, over which its requests go one after the other. */
export function createNodeProbe(options: { cluster: string; address: string; tls: TlsFiles }): NodeProbe {
  const { cluster, address, tls } = options;
  const transport = createTransport({ ...options, connections: 1 });
  const place = { transport, cluster, address };
  return {
    address,
    certificate: (timeoutMs) => readListenerCertificate(address, tls, timeoutMs),
    look: (limits) => lookAtNode(place, limits),
    leader: (limits) => askLeader(place, limits),
    close: () => transport.close(),
  };
}

function get({ transport }: Place, path: string, { timeoutMs, signal }: LookLimits): Promise<Answer | Error> {
  return transport
    .send({ method: 'GET', path: `/v1/${path}`, headers: {}, body: undefined, timeoutMs, signal })
    .catch((error: unknown) => (error instanceof Error ? error : new Error('Given up', { cause: error })));
}

async function lookAtNode(place: Place, limits: LookLimits): Promise<NodeLook> {
  const { address } = place;
  const [sealStatus, { health, offset }] = await Promise.all([
    get(place, 'sys/seal-status', limits),
    askHealth(place, limits),
  ]);
  const silent: NodeLook = {
    address,
    reachable: false,
    initialized: null,
    sealed: null,
    standby: null,
    version: null,
  };
  if (sealStatus instanceof Error)
    return { ...silent, error: describe(sealStatus), failure: failureOf(sealStatus) };
  if (sealStatus.status === 404 && (await isInRecovery(place, limits)))
    return {
      ...silent,
      reachable: true,
      error: 'In recovery mode: it serves nobody until it is restarted',
      failure: 'recovery',
    };
  const seal = parse(sealStatus, SealStatus);
  if (!seal)
    return { ...silent, reachable: true, error: describeOddAnswer(sealStatus, place), failure: 'odd' };
  return {
    address,
    reachable: true,
    initialized: seal.initialized,
    // Two answers, a moment apart: while it is being sealed, one of them already knows.
    sealed: seal.sealed || health?.sealed === true,
    standby: health?.standby ?? null,
    version: seal.version ?? health?.version ?? null,
    ...(health ? {} : { error: 'sys/health gives no usable answer' }),
    ...(seal.sealed && seal.t !== undefined
      ? { unseal: { progress: seal.progress ?? 0, threshold: seal.t } }
      : {}),
    ...(seal.cluster_id === undefined ? {} : { clusterId: seal.cluster_id }),
    ...(seal.cluster_name === undefined ? {} : { clusterName: seal.cluster_name }),
    ...(offset === undefined ? {} : { clockOffsetSeconds: offset }),
  };
}

/** A 404 alone may be a load balancer's, or a web server's that has nothing to do with Vault. */
async function isInRecovery(place: Place, limits: LookLimits): Promise<boolean> {
  const answer = await get(place, 'sys/generate-recovery-token/attempt', limits);
  return !(answer instanceof Error) && parse(answer, RecoveryAttempt) !== undefined;
}

async function askHealth(
  place: Place,
  limits: LookLimits,
): Promise<{ health: Health | undefined; offset: number | undefined }> {
  const answer = await get(place, healthPath, limits);
  const answeredAt = limits.now?.();
  const health = answer instanceof Error ? undefined : parse(answer, Health);
  const told = health?.server_time_utc;
  if (told === undefined || answeredAt === undefined) return { health, offset: undefined };
  return { health, offset: told - Math.floor(answeredAt.getTime() / 1000) };
}

async function askLeader(place: Place, limits: LookLimits): Promise<LeaderView | undefined> {
  const answer = await get(place, 'sys/leader', limits);
  const leader = answer instanceof Error ? undefined : parse(answer, Leader);
  if (!leader?.ha_enabled) return undefined;
  return {
    isSelf: leader.is_self,
    address: leader.leader_address,
    clusterAddress: leader.leader_cluster_address ?? '',
  };
}

function parse<T>(answer: Answer, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(answer.body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function failureOf(error: Error): NodeFailure {
  switch (certificateFault(error)) {
    case 'unknown CA':
      return 'unknownCa';
    case 'wrong name':
      return 'wrongName';
    case 'expired':
      return 'expired';
    default:
      return isTlsFault(error) ? 'tls' : 'silent';
  }
}

function describe(error: Error): string {
  return error instanceof VaultError ? error.message : 'Not asked: the look was given up';
}

function describeOddAnswer(answer: Answer, { cluster, address }: Place): string {
  const error = toAnswerError(answer, cluster, address);
  if (error?.failure === 'redirected' || error?.status === 400) return error.message;
  return `Something answers there, but not as Vault does (HTTP ${answer.status})`;
}
