import type { Person } from '../../core/people/person.ts';
import { ForbiddenError, UserError } from '../../lib/errors.ts';
import { toRfc3339 } from '../../lib/times.ts';
import type { Ports } from '../../ports.ts';
import type { WriteAttribution } from '../../vault/vault-client.ts';
import { itemId } from '../known-item.ts';
import { deskIfOpen } from './desk.ts';
import { findSecret, noSecretText } from './find-secret.ts';
import { readGivenOwners } from './handover-store.ts';
import { mayAct, ownerNow } from './open-thing.ts';
import type { SecretPlace } from './secret-metadata.ts';
import { setDate } from './set-date.ts';
import { settleItem } from './settle-digests.ts';

export interface DateWish {
  /** Namespace and mount in front. */
  path: string;
  cluster: string | undefined;
  expiresAt: Date;
}

/** What was written. */
export interface GivenDate extends SecretPlace {
  /** RFC 3339, UTC. */
  expiresAt: string;
  /** The version that is current now. */
  version: number;
}

/**
 * Gives a secret a new date: in Slack by the bot's login, for its owner and operators, where `expiry.write` is on; in
 * a terminal by the caller's own token, and Vault decides.
 *
 * @throws UserError, ForbiddenError in words; VaultError
 */
export async function giveDate(
  wish: DateWish,
  caller: { person: Person; door: 'slack' | 'terminal'; attribution: WriteAttribution },
  ports: Ports,
  options: { now: Date; signal: AbortSignal },
): Promise<GivenDate> {
  const { config } = ports;
  const { person, door, attribution } = caller;
  if (door === 'slack' && !config.expiry.write)
    throw new UserError('Dates are not written from Slack here. The platform team can set expiry.write.');
  const { now, signal } = options;
  const { cluster, place, live } = await findSecret(wish, ports.clusters, { config, now, signal });
  const id = itemId({ ...place, kind: 'kv' });
  if (door === 'slack' && !person.roles.has('operator')) {
    const desk = deskIfOpen(ports);
    if (!desk) throw new UserError('This does not work from here.');
    const found = await ownerNow(cluster, place, live, desk, signal);
    const owner = (await readGivenOwners(desk.store.db, now, id))(id, found);
    if (!(await mayAct(person, owner, desk))) throw new ForbiddenError(noSecretText);
  }
  const { expiresAt } = wish;
  await setDate(
    { cluster, place, live, expiresAt, now, attribution },
    door === 'slack' ? ports.store : undefined,
  );
  const desk = door === 'slack' ? deskIfOpen(ports) : undefined;
  if (desk) await settleItem(id, desk);
  return { ...place, expiresAt: toRfc3339(expiresAt), version: live.version };
}
