import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocks, elements, views } from '../../../sandbox/strict-slack/block-kit-limits.ts';
import { rules } from '../../../sandbox/strict-slack/rules.ts';

const folder = new URL('../../../sandbox/strict-slack/rules/', import.meta.url);

test('every rule of the folder is in the list, and says where Slack says so', async () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const found = await Promise.all(
    files.map(async (file) => Object.values(await import(new URL(file, folder).href))),
  );
  const inFolder = found.flat().filter((value) => typeof value === 'object');
  expect(new Set(rules)).toEqual(new Set(inFolder));
  for (const rule of rules) expect(rule.source).toMatch(/^https:\/\/docs\.slack\.dev\//);
});

test('every limit of Block Kit names its page', () => {
  for (const shape of [...Object.values(blocks), ...Object.values(elements), ...Object.values(views)])
    expect(shape.source).toMatch(/^https:\/\/docs\.slack\.dev\/reference\//);
});
