import { findMembers, type MemberPorts, type Members } from '../core/people/find-members.ts';
import { readOwners } from '../core/people/owner-address.ts';
import type { DueReview } from './due-reviews.ts';

/**
 * Asks Slack who the owners of these answers are: ids of people and user groups and mail addresses, several too. By the
 * text of `owner`; who could not be asked for is left out, to be asked for the next time.
 *
 * @param onFailure what to do when Slack does not answer
 */
export async function findReviewOwners(
  due: readonly DueReview[],
  ports: MemberPorts,
  onFailure: (error: unknown) => void,
): Promise<Map<string, Members>> {
  const found = new Map<string, Members>();
  for (const owner of new Set(due.flatMap((review) => review.owner ?? []))) {
    try {
      found.set(owner, await ownersOf(owner, ports));
    } catch (error) {
      onFailure(error);
    }
  }
  return found;
}

/** Of several it is enough that one can be told. */
async function ownersOf(owner: string, ports: MemberPorts): Promise<Members> {
  const addresses = readOwners(owner);
  const found = await Promise.all(addresses.map((address) => findMembers(address, ports)));
  const to = found.flatMap((one) => ('to' in one ? one.to : []));
  if (to.length > 0) return { to: [...new Set(to)] };
  const [why] = found.flatMap((one) => ('why' in one ? one.why : []));
  return { why: why ?? 'its owner is no mail and no Slack id' };
}
