import type { ActionsBlockElement } from '@slack/types';
import { z } from 'zod';
import { wireId } from '../define-interaction.ts';
import { button } from '../slack/blocks.ts';
import { limits } from '../slack/limits.ts';
import type { ExpiringQuery } from './expiring-query.ts';
import { kindNames } from './kind-list.ts';

export const expiringIds = {
  page: { id: 'expiring:page', version: 1 },
  csv: { id: 'expiring:csv', version: 1 },
} as const;

const Query = z.strictObject({
  withinMs: z.int().min(0).optional(),
  cluster: z.string().optional(),
  namespace: z.string().optional(),
  kinds: z.array(z.enum(kindNames)).readonly().optional(),
  owner: z.string().optional(),
  mine: z.literal(true).optional(),
  told: z.literal(true).optional(),
  problems: z.literal(true).optional(),
});

/** What a button below a list says: what was asked for, and which page comes next. Never a right. */
export const ListPlace = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('no JSON');
      return z.NEVER;
    }
  })
  .pipe(z.strictObject({ query: Query, page: z.int().min(0).max(1_000_000) }));
export type ListPlace = z.infer<typeof ListPlace>;

/** Buttons below a list; none when the question is too long for a button to carry. `selfRenewing`: how many rows. */
export function listButtons(
  query: ExpiringQuery,
  page: { number: number; size: number; rows: number },
  { withCsv, selfRenewing }: { withCsv: boolean; selfRenewing: number },
): ActionsBlockElement[] {
  const list = (text: string, number: number, asked = query): ActionsBlockElement =>
    button({ actionId: wireId(expiringIds.page), text, value: placeText(asked, number) });
  const { told, ...whoever } = query;
  const longest = placeText({ ...query, told: true }, page.number + 1);
  if (longest.length > limits.buttonValue) return [];
  const isLast = (page.number + 1) * page.size >= page.rows;
  return [
    ...(page.number > 0 ? [list('Previous', page.number - 1)] : []),
    ...(isLast ? [] : [list('Next', page.number + 1)]),
    ...(selfRenewing > 0 && withCsv ? [list('Only what is told', 0, { ...query, told: true })] : []),
    ...(told && withCsv ? [list('All of it', 0, whoever)] : []),
    ...(withCsv && page.rows > 0
      ? [button({ actionId: wireId(expiringIds.csv), text: 'CSV file', value: placeText(query, 0) })]
      : []),
  ];
}

function placeText(query: ExpiringQuery, page: number): string {
  return JSON.stringify({ query, page } satisfies ListPlace);
}
