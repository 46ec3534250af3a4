import type { Cluster } from '../../core/inventory/cluster.ts';
import { findNamespaces } from '../../core/inventory/find-namespaces.ts';
import { readOwner } from '../../core/people/owner-address.ts';
import type { Person } from '../../core/people/person.ts';
import { isOwner } from '../../core/people/visibility.ts';
import { ForbiddenError, UserError } from '../../lib/errors.ts';
import { findItems } from '../item-store.ts';
import type { KnownItem } from '../known-item.ts';
import { createOwners } from '../owners.ts';
import { scanSettings } from '../scan-settings.ts';
import type { Desk } from './desk.ts';
import type { DigestLine } from './digest-rows.ts';
import { readDigest } from './digest-store.ts';
import { whyNotChannel } from './find-recipients.ts';
import { readGivenOwners } from './handover-store.ts';
import type { LineRef } from './interaction-ids.ts';
import { type LiveSecret, readSecret, type SecretPlace } from './secret-metadata.ts';

/** A thing of a digest, in the hands of somebody who may do something about it. */
export interface OpenThing {
  line: DigestLine;
  item: KnownItem;
  /** Of a KV secret: what its metadata says now. */
  live: LiveSecret | undefined;
  owner: string | undefined;
  isOperator: boolean;
  /** When it was told. */
  toldAt: Date;
}

/**
 * Looks up what a button was about, and whether this person may: its owner by what Vault and Slack say now, or an
 * operator.
 *
 * @throws UserError, ForbiddenError in words; VaultError when Vault does not answer
 */
export async function openThing(
  ref: LineRef,
  person: Person,
  desk: Desk,
  signal: AbortSignal,
): Promise<OpenThing> {
  const { db } = desk.store;
  const digest = await readDigest(db, ref.digest);
  const line = digest?.lines[ref.position];
  if (!digest || !line) throw new UserError('This reminder is too old, or belongs to another installation.');
  const [item] = await findItems(db, [line.item]);
  if (!item || item.goneAtMs !== undefined) throw new UserError('This is not there any more.');
  const cluster = clusterOf(item, desk);
  const live =
    item.kind === 'kv' ? await readSecret(cluster, item, desk.config, desk.now(), signal) : undefined;
  const found = live ? await ownerNow(cluster, item, live, desk, signal) : item.owner;
  const owner = (await readGivenOwners(db, desk.now(), item.id))(item.id, found);
  const isOperator = person.roles.has('operator');
  if (!(await mayAct(person, owner, desk)))
    throw new ForbiddenError('Only its owner and operators can do that. Nothing was changed.');
  return { line, item, live, owner, isOperator, toldAt: digest.madeAt };
}

/** Whether a person owns what has this owner, by what Slack says now; operators may everything. */
export async function mayAct(person: Person, owner: string | undefined, desk: Desk): Promise<boolean> {
  if (person.roles.has('operator')) return true;
  if (!person.roles.has('developer')) return false;
  return isOwner(person, owner) || (await isInOwningChannel(person, owner, desk));
}

/**
 * Who is in a private channel that owns something, owns it too. Not so in a public one: anybody may join that.
 */
async function isInOwningChannel(
  person: Person,
  owner: string | undefined,
  { config, slack }: Desk,
): Promise<boolean> {
  const address = readOwner(owner);
  if (address.kind !== 'channel') return false;
  const channel = await slack.channel(address.id);
  if (channel?.kind !== 'private' || whyNotChannel(channel, config.expiry.channels) !== undefined)
    return false;
  return slack.isInChannel(address.id, person.id);
}

/** Its own metadata, else its namespace's, else the rules: as a scan would find it now. */
export async function ownerNow(
  cluster: Cluster,
  place: SecretPlace,
  live: Pick<LiveSecret, 'owner'>,
  { config }: Pick<Desk, 'config'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (live.owner !== undefined) return live.owner;
  const { namespaces } = await findNamespaces(cluster, signal);
  return createOwners(cluster.name, namespaces, scanSettings(config))(place);
}

/** @throws UserError when it is not in the configuration any more */
export function clusterOf({ cluster }: { cluster: string }, { clusters }: Pick<Desk, 'clusters'>): Cluster {
  const found = clusters.find(({ name }) => name === cluster);
  if (!found) throw new UserError(`The cluster ${cluster} is not in the configuration any more.`);
  return found;
}
