import { z } from 'zod';
import { type Answer, toAnswerError } from './answer-error.ts';
import { readListenerCertificate } from './listener-certificate.ts';
import type { NodeProbe, NodeStatus } from './node-probe.ts';
import { healthPath } from './server-kind.ts';
import type { TlsFiles } from './tls-files.ts';
import { createTransport, type Transport } from './transport.ts';
import { VaultError } from './vault-error.ts';

const SealStatus = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  version: z.string().optional(),
});
const Health = z.object({
  initialized: z.boolean(),
  sealed: z.boolean(),
  standby: z.boolean(),
  version: z.string().optional(),
});

/** Makes the probe of one node; it keeps two connections. */
export function createNodeProbe(options: { cluster: string; address: string; tls: TlsFiles }): NodeProbe {
  const transport = createTransport({ ...options, connections: 2 });
  return {
    address: options.address,
    certificate: (timeoutMs) => readListenerCertificate(options.address, options.tls, timeoutMs),
    look: (limits) => lookAtNode(transport, options, limits),
    close: () => transport.close(),
  };
}

async function lookAtNode(
  transport: Transport,
  { cluster, address }: { cluster: string; address: string },
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): Promise<NodeStatus> {
  const get = (path: string): Promise<Answer | Error> =>
    transport
      .send({ method: 'GET', path: `/v1/${path}`, headers: {}, body: undefined, timeoutMs, signal })
      .catch((error: unknown) => (error instanceof Error ? error : new Error('Given up', { cause: error })));
  const [sealStatus, health] = await Promise.all([get('sys/seal-status'), get(healthPath)]);
  const silent: NodeStatus = {
    address,
    reachable: false,
    initialized: null,
    sealed: null,
    standby: null,
    version: null,
  };
  if (sealStatus instanceof Error) return { ...silent, error: describe(sealStatus) };
  if (sealStatus.status === 404)
    return { ...silent, reachable: true, error: 'In recovery mode: it serves nobody until it is restarted' };
  const seal = parse(sealStatus, SealStatus);
  if (!seal) return { ...silent, reachable: true, error: describeOddAnswer(sealStatus, cluster, address) };
  const more = health instanceof Error ? undefined : parse(health, Health);
  return {
    address,
    reachable: true,
    initialized: seal.initialized,
    sealed: seal.sealed,
    standby: more?.standby ?? null,
    version: seal.version ?? more?.version ?? null,
    ...(more ? {} : { error: 'sys/health gives no usable answer' }),
  };
}

function parse<T>(answer: Answer, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(answer.body).toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

function describe(error: Error): string {
  return error instanceof VaultError ? error.message : 'Not asked: the look was given up';
}

function describeOddAnswer(answer: Answer, cluster: string, address: string): string {
  const error = toAnswerError(answer, cluster, address);
  if (error?.failure === 'redirected' || error?.status === 400) return error.message;
  return `Something answers there, but not as Vault does (HTTP ${answer.status})`;
}
