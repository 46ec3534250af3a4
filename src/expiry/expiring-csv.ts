import { setImmediate as letOthers } from 'node:timers/promises';
import { csvLine } from './csv.ts';
import type { SeenItem } from './expiring-source.ts';
import { toListedItem } from './find-expiring.ts';
import { selfRenewingText } from './words.ts';

const titles = [
  'cluster',
  'namespace',
  'kind',
  'mount',
  'path',
  'name',
  'expires_at',
  'owner',
  'state',
  'not_seen_since',
  'note',
];

const rowsAtOnce = 1_000;
/** Tells spreadsheets that the file is UTF-8. */
const byteOrderMark = '\uFEFF';

/** The whole list as a CSV file, made in pieces so that others get their turn. */
export async function expiringCsv(
  found: { count: number; items(from: number, count: number): Promise<SeenItem[]> },
  now: Date,
): Promise<Uint8Array> {
  const parts = [byteOrderMark, csvLine(titles)];
  for (let from = 0; from < found.count; from += rowsAtOnce) {
    const items = await found.items(from, rowsAtOnce);
    parts.push(items.map((item) => csvLine(cellsOf(item, now))).join(''));
    await letOthers();
  }
  return Buffer.from(parts.join(''), 'utf8');
}

function cellsOf(item: SeenItem, now: Date): string[] {
  const listed = toListedItem(item, now);
  const { cluster, namespace, kind, mount, path, name, expiresAt, owner, state, staleSince, note } = listed;
  return [
    cluster,
    namespace,
    kind,
    mount,
    path,
    name,
    expiresAt,
    owner ?? '',
    state,
    staleSince ?? '',
    [note, selfRenewingText(listed)].filter((text) => text !== undefined).join('; '),
  ];
}
