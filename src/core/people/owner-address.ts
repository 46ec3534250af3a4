/** A person or a user group. */
export interface MemberAddress {
  kind: 'user' | 'group' | 'mail';
  id: string;
}

/** Whom an `owner` means, before anybody asked Slack. */
export type OwnerAddress =
  | MemberAddress
  | { kind: 'channel'; id: string }
  | { kind: 'none' | 'several' | 'unreadable' };

/**
 * Reads what stands in `owner`: a mail, or the id of a person, a user group or a channel, bare or as Slack writes a
 * mention. A name is never one: anyone may rename himself. Pure.
 */
export function readOwner(text: string | undefined): OwnerAddress {
  const addresses = wordsIn(text).map(readWord);
  if (addresses.length === 0) return { kind: 'none' };
  const [first] = addresses;
  const isOne = addresses.every(
    (address) => first && 'id' in first && 'id' in address && address.id === first.id,
  );
  if (isOne && first) return first;
  // "Dana Novak" is one name, not two owners; "dana@x.com, omar@x.com" are two.
  return addresses.filter((address) => 'id' in address).length > 1
    ? { kind: 'several' }
    : { kind: 'unreadable' };
}

/** The people and user groups that it names, each once: where several may own a thing together. Pure. */
export function readOwners(text: string | undefined): MemberAddress[] {
  const named = wordsIn(text)
    .map(readWord)
    .flatMap((address) => ('id' in address && address.kind !== 'channel' ? [address] : []));
  return [...new Map(named.map((address) => [address.id, address])).values()];
}

function wordsIn(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,;]+/).filter((word) => word !== '');
}

const kinds = { U: 'user', W: 'user', S: 'group', C: 'channel', G: 'channel' } as const;

function readWord(word: string): OwnerAddress {
  const bare = word.replace(/^<(?:[@#]|!subteam\^)?|\|[^>]*>$|>$/g, '');
  const id = /^([UWSCG])[A-Z0-9]{2,30}$/.exec(bare);
  if (id) return { kind: kinds[id[1] as keyof typeof kinds], id: bare };
  if (/^[^@\s<>|]+@[^@\s<>|]+$/.test(bare))
    return { kind: 'mail', id: bare.replace(/^mailto:/i, '').toLowerCase() };
  return { kind: 'unreadable' };
}
