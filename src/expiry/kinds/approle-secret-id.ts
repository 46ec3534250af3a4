import { z } from 'zod';
import type { Mount } from '../../core/inventory/inventory.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { askJson, askList, isDenied, reportFailure } from '../ask.ts';
import { createDeadlineReader, type DeadlineReader } from '../deadline.ts';
import type { ProblemPlace } from '../finding.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';
import { piecesAtOnce } from '../scan-gate.ts';

/**
 * Secret ids of AppRole roles, by their accessors. One that never expires is a finding too: whoever has it, has it
 * for ever. https://developer.hashicorp.com/vault/api-docs/auth/approle#read-approle-secret-id-accessor
 */
export const approleSecretId: ExpiryKind<'approle-secret-id'> = {
  name: 'approle-secret-id',
  words: { one: 'AppRole secret id', many: 'AppRole secret ids' },
  async scan(scan) {
    const mounts = (await scan.authMounts()).filter(({ type }) => type === 'approle');
    const readDeadline = createDeadlineReader(scan.settings.zone);
    await Promise.all(mounts.map((mount) => scanMount(scan, mount, readDeadline)));
  },
};

const LookupAnswer = z.object({
  data: z.object({
    creation_time: z.string().optional(),
    expiration_time: z.string(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  }),
});

/** How both servers write that there is no end. */
const never = '0001-01-01T00:00:00Z';

async function scanMount(scan: KindScan, { namespace, path }: Mount, read: DeadlineReader): Promise<void> {
  const place: ProblemPlace = { cluster: scan.cluster.name, namespace, mount: `auth/${path}` };
  let roles: string[];
  scan.sink.looked('approle-secret-id', place);
  try {
    roles = await askList(scan, namespace, `${place.mount}role`);
  } catch (error) {
    if (isDenied(error)) scan.sink.skipped({ ...place, kind: 'approle-secret-id' });
    else reportFailure(scan, place, '', error, 'list its roles');
    return;
  }
  await inParallel(roles, piecesAtOnce, (role) => scanRole(scan, place, role, read));
}

async function scanRole(
  scan: KindScan,
  place: ProblemPlace,
  role: string,
  read: DeadlineReader,
): Promise<void> {
  try {
    const accessors = await askList(scan, place.namespace, `${place.mount}role/${role}/secret-id`);
    const ends = await inParallel(accessors, piecesAtOnce, (accessor) =>
      scanAccessor(scan, place, role, accessor, read),
    );
    const endless = ends.filter((end) => end === 'never').length;
    if (endless === 0) return;
    const problem = `${endless} ${endless === 1 ? 'secret id never expires' : 'secret ids never expire'}`;
    scan.sink.problem({ ...place, path: role, reason: 'neverExpires', problem });
  } catch (error) {
    reportFailure(scan, place, role, error, 'list its secret ids');
  }
}

async function scanAccessor(
  scan: KindScan,
  place: ProblemPlace,
  role: string,
  accessor: string,
  read: DeadlineReader,
): Promise<'never' | undefined> {
  const path = `${role}/${accessor}`;
  try {
    const { data } = await askJson(
      scan,
      {
        method: 'POST',
        path: `${place.mount}role/${role}/secret-id-accessor/lookup`,
        namespace: place.namespace,
        body: { secret_id_accessor: accessor },
        idempotent: true,
      },
      LookupAnswer,
    );
    if (data.expiration_time === never) return 'never';
    const end = read(data.expiration_time);
    const made = read(data.creation_time);
    const owner = data.metadata?.[scan.settings.fields.owner];
    if (end.state !== 'set') throw new VaultError('unexpected', 'expiration_time is no time');
    scan.sink.item({
      ...place,
      kind: 'approle-secret-id',
      path,
      name: role,
      expiresAtMs: end.atMs,
      renewedAtMs: made.state === 'set' ? made.atMs : undefined,
      owner: typeof owner === 'string' ? owner.trim() || undefined : undefined,
      group: JSON.stringify([role, data.metadata ?? {}]),
    });
  } catch (error) {
    // Secret ids of pipelines live for minutes: one that has ended since it was listed is nothing to tell.
    if (error instanceof VaultError && error.failure === 'notFound') return undefined;
    reportFailure(scan, place, path, error, 'look it up');
  }
  return undefined;
}
