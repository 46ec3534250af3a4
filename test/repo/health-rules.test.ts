import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ruleList } from '../../src/health/rule-list.ts';

const root = new URL('../../', import.meta.url);
const names = ruleList.map(({ rule }) => rule);

test('the list has every file of src/health/rules, once, by its name', () => {
  const helpers = ['affected-nodes', 'rule'];
  const files = readdirSync(new URL('src/health/rules', root)).map((file) => file.replace(/\.ts$/, ''));
  expect([...names].sort()).toEqual(files.filter((file) => !helpers.includes(file)).sort());
});

test.each(ruleList)('$rule has a runbook, a test, and words for people', (rule) => {
  expect(rule.runbook).toBe(`${rule.rule}.md`);
  expect(existsSync(new URL(`docs/runbooks/${rule.runbook}`, root))).toBe(true);
  expect(readFileSync(new URL('docs/health.md', root), 'utf8')).toContain(`(runbooks/${rule.runbook})`);
  const tests = readdirSync(new URL('test/health/rules', root)).map((file) =>
    readFileSync(new URL(`test/health/rules/${file}`, root), 'utf8'),
  );
  expect(tests.some((text) => text.includes(`health/rules/${rule.rule}.ts`))).toBe(true);
  expect(rule.title).toMatch(/^[A-Z][^.!]{5,50}$/);
  for (const sentence of [rule.meaning, rule.nextStep]) expect(sentence).toMatch(/^[A-Z][^!]+[.]$/);
  expect(rule.command ?? '').not.toMatch(/\{(?!node\}|cluster\}|namespace\})/);
});
