import { type ApiCall, textArgument } from './api-call.ts';

/**
 * One page of a list, by `limit` and `cursor`. https://docs.slack.dev/apis/web-api/pagination
 *
 * @returns undefined for a cursor that no page gave out (`invalid_cursor`)
 */
export function takePage<Item>(
  items: readonly Item[],
  call: ApiCall,
  defaultLimit: number,
  mostItems = 1000,
): { page: Item[]; nextCursor: string } | undefined {
  const cursor = textArgument(call, 'cursor');
  const from = cursor === undefined ? 0 : decodeCursor(cursor);
  if (from === undefined) return undefined;
  const asked = Number(textArgument(call, 'limit') ?? defaultLimit);
  const limit = Math.min(Math.max(1, Number.isFinite(asked) ? asked : defaultLimit), mostItems);
  const to = from + limit;
  return { page: items.slice(from, to), nextCursor: to < items.length ? encodeCursor(to) : '' };
}

function encodeCursor(index: number): string {
  return Buffer.from(`next:${index}`).toString('base64');
}

function decodeCursor(cursor: string): number | undefined {
  const index = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  return index === undefined ? undefined : Number(index);
}
