import type { ZodType } from 'zod';
import type { VaultRequest } from '../vault/vault-client.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { ProblemPlace } from './finding.ts';
import type { KindScan } from './kind.ts';
import { toScanFailure } from './scan-failure.ts';
import { ScanStopped } from './scan-stop.ts';

const timeoutMs = 10_000;

/** One request through the namespace's gate. @throws VaultError, ScanStopped */
export function askJson<T>(
  scan: KindScan,
  request: VaultRequest & { namespace: string },
  schema: ZodType<T>,
): Promise<T> {
  const gate = scan.gate(request.namespace);
  const { signal } = gate.stop;
  return gate.ask(() => scan.cluster.vault.request({ timeoutMs, ...request, signal }, schema));
}

/** The same, unparsed. @throws VaultError, ScanStopped */
export function askBytes(
  scan: KindScan,
  request: VaultRequest & { namespace: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const gate = scan.gate(request.namespace);
  const { signal } = gate.stop;
  return gate.ask(() => scan.cluster.vault.requestBytes({ timeoutMs, ...request, signal }));
}

/** The names that a LIST gives, through the namespace's gate. @throws VaultError, ScanStopped */
export function askList(scan: KindScan, namespace: string, path: string): Promise<string[]> {
  const gate = scan.gate(namespace);
  const { signal } = gate.stop;
  return gate.ask(() => scan.cluster.vault.list(path, { namespace, timeoutMs, signal }));
}

/** The login may not; at the first request of a kind that means that it is not looked at here at all. */
export function isDenied(error: unknown): boolean {
  return error instanceof VaultError && error.failure === 'denied';
}

/** What could not be looked at becomes a problem and costs only itself. `wanted` completes "the login may not …". */
export function reportFailure(
  scan: KindScan,
  place: ProblemPlace,
  path: string,
  error: unknown,
  wanted: string,
): void {
  const { why } = scan.gate(place.namespace).stop;
  if (error instanceof ScanStopped && why) scan.sink.left(place, why, [path]);
  else scan.sink.problem({ ...place, path, ...toScanFailure(error, wanted) });
  scan.log.debug({ ...place, path, error }, 'Not looked at');
}
