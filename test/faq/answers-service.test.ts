import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { type AnswerBook, answerBook, openAnswerBook } from '../../src/faq/answer-book.ts';
import { answersService, prepareAnswers } from '../../src/faq/answers-service.ts';
import { ownAnswersFolder, readAnswers } from '../../src/faq/read-answers.ts';
import { takeQuestion } from '../../src/faq/take-question.ts';
import { unsetVariables } from '../../src/faq/variables.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { Ports } from '../../src/ports.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTestStore } from '../helpers/store.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { waitUntil } from '../helpers/wait-until.ts';

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
  /** Resolves once all answers were read at the start. */
  const start = async (): Promise<void> => {
    const running = answersService.start(ports);
    await answerBook(ports);
    await running.stop();
  };
  return { ports, heard, write, later, start };
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
  const { problems, unset } = openAnswerBook([ours, theirs], {});
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

describe('the index', () => {
  const inChannels = (): Ports => {
    const { ports } = setUp(fileWith('In the wood.'));
    return { ...ports, config: { ...ports.config, faq: { ...ports.config.faq, channels: ['C0HELP'] } } };
  };
  const whenIndexed = (book: AnswerBook) => waitUntil('the index', () => book.isIndexed(), 60_000);

  test('is made at start where people ask in channels, and nothing else waits for that', async () => {
    const ports = inChannels();
    const running = answersService.start(ports);
    const book = await answerBook(ports);
    const steps = book.indexing();
    const next = steps.next.bind(steps);
    let isBegun = false;
    steps.next = () => {
      isBegun = true;
      return next();
    };
    let turns = 0;
    const others = (): void => {
      if (isBegun) turns += 1;
      if (!book.isIndexed()) setImmediate(others);
    };
    setImmediate(others);
    await whenIndexed(book);
    expect(turns).toBeGreaterThan(10);
    expect(book.rank('where?')[0]?.topic).toBe('badgers');
    await running.stop();
  });

  test('is made at start where somebody asked before, and is not where nobody did', async () => {
    const { ports } = setUp(fileWith('In the wood.'));
    const withStore = { ...ports, store: await openTestStore() };
    const prepared = async (): Promise<boolean> => {
      const fresh = { ...withStore };
      await prepareAnswers(fresh, new AbortController().signal);
      return (await answerBook(fresh)).isIndexed();
    };
    expect(await prepared()).toBe(false);
    const place = { channel: 'D0DANA', ts: '1700000000.000001', threadTs: undefined };
    const heard = { text: 'where?', person: 'U0DANA', manner: 'direct' as const, place };
    await takeQuestion(heard, withStore, withStore.now());
    expect(await prepared()).toBe(true);
  });

  test('is given up by a program that ends, and made by a question that is still there', async () => {
    const ports = inChannels();
    const running = answersService.start(ports);
    const book = await answerBook(ports);
    await running.stop();
    expect(book.isIndexed()).toBe(false);
    await book.ready(['where?']);
    expect(book.isIndexed()).toBe(true);
  });
});
