import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { answerBook } from '../../src/faq/answer-book.ts';
import { answersService, stateOf } from '../../src/faq/answers-service.ts';
import { ownAnswersFolder, readAnswers } from '../../src/faq/read-answers.ts';
import { unsetVariables } from '../../src/faq/variables.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { atOnce } from '../../src/lib/steps.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A company's folder with this file, and what the log hears. */
function setUp(content: string, variables: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'steward-at-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (text: string): void => writeFileSync(join(folder, 'badgers.md'), text);
  write(content);
  const heard: string[] = [];
  const hear = (data: object): void => void heard.push(JSON.stringify(data));
  const log: Logger = { debug: () => {}, info: hear, warn: hear, error: hear, child: () => log };
  const clock = { ms: Date.parse('2026-11-22T09:00:00Z') };
  const config = parseConfig({ faq: { paths: [folder], variables } });
  const ports = barePorts({ config, log, now: () => new Date(clock.ms) });
  const later = () => {
    clock.ms += 10_000;
    return answerBook(ports);
  };
  return { ports, heard, write, later, start: () => answersService.start(ports).stop() };
}

const fileWith = (body: string): string => `---\ntitle: Badgers\nquestions: [where?]\n---\n${body}\n`;

test('at start the log lists the variables that answers use and nobody set, once', async () => {
  const { heard, start, later } = setUp(fileWith('Dig at [[badger_wood]] or [[vault_addr|here]].'), {
    support_channel: '#help',
  });
  await start();
  const lists = heard.filter((line) => line.includes('badger_wood'));
  expect(lists).toHaveLength(1);
  expect(lists[0]).not.toContain('support_channel');
  await later();
  expect(heard.filter((line) => line.includes('badger_wood'))).toHaveLength(1);
});

test('nothing is listed where all is set', async () => {
  const ours = unsetVariables(readAnswers([ownAnswersFolder()]).answers, {});
  const all = Object.fromEntries([...ours, 'badger_wood'].map((name) => [name, 'x']));
  const { heard, start } = setUp(fileWith('Dig at [[badger_wood]].'), all);
  await start();
  expect(heard).toEqual([]);
});

test('at start a broken file is told with file and line, again only after it was mended', async () => {
  const { heard, start, write, later } = setUp(fileWith('In the wood.').replace('title:', 'titel:'));
  const told = () => heard.filter((line) => line.includes('badgers.md:2: '));
  await start();
  expect(told()).toHaveLength(1);
  await later();
  expect(told()).toHaveLength(1);
  write(fileWith('In the deep wood.'));
  await later();
  write(fileWith('In the deepest of all woods.').replace('title:', 'titel:'));
  await later();
  expect(told()).toHaveLength(2);
});

test('of the answers that come with the program a broken one is told at start, too', () => {
  const [ours, theirs] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(ours, 'badgers.md'), fileWith('In the wood.').replace('title:', 'titel:'));
  writeFileSync(join(ours, 'foxes.md'), fileWith('In [[fox_hole]].'));
  writeFileSync(join(theirs, 'foxes.md'), fileWith('In [[fox_den]].'));
  const { problems, unset } = atOnce(stateOf([ours, theirs], {}));
  expect(problems).toEqual([expect.stringContaining('badgers.md:2: ')]);
  expect(unset).toEqual(['fox_den']);
});

test('at start the answers that come with the program are read, too', async () => {
  const { heard, start } = setUp(fileWith('In the wood.'));
  await start();
  expect(heard.join()).toContain('vault_addr');
});

test('every variable of ours stands in the documentation', () => {
  const guide = readFileSync(new URL('../../docs/faq.md', import.meta.url), 'utf8');
  for (const name of unsetVariables(readAnswers([ownAnswersFolder()]).answers, {}))
    expect(guide).toContain(`\`${name}\``);
});
