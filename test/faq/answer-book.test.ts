import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { type AnswerBook, answerBook } from '../../src/faq/answer-book.ts';
import { ownAnswersFolder } from '../../src/faq/read-answers.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { barePorts } from '../helpers/bare-ports.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function answerFile(title: string, shown: string): string {
  return `---\ntitle: ${title}\nquestions: [where do the blue badgers live]\n---\n${shown}\n`;
}

function questionsOf(book: AnswerBook, topic: string): readonly string[] | undefined {
  return book.answers.get(topic)?.questions;
}

/** A company's own folder, ports that read it, a clock to move, and what was warned of. */
function ownFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'steward-answers-'));
  folders.push(folder);
  const warnings: object[] = [];
  const log: Logger = {
    debug: () => {},
    info: () => {},
    warn: (data) => void warnings.push(data),
    error: () => {},
    child: () => log,
  };
  const clock = { ms: Date.parse('2026-11-22T09:00:00Z') };
  const ports = barePorts({
    config: parseConfig({ faq: { paths: [folder] } }),
    log,
    now: () => new Date(clock.ms),
  });
  return {
    ports,
    folder,
    warnings,
    write: (name: string, content: string) => writeFileSync(join(folder, name), content),
    remove: (name: string) => rmSync(join(folder, name)),
    later: () => {
      clock.ms += 10_000;
      return answerBook(ports);
    },
  };
}

describe('the answers of a company', () => {
  test('are added to ours, and one of ours is replaced by a file of its name', async () => {
    const { ports, write } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    write('sealed-503.md', answerFile('Sealed here', 'Call Alice.'));
    const { answers } = await answerBook(ports);
    expect(answers.get('blue-badgers')?.shown).toBe('In the wood.');
    expect(answers.get('sealed-503')?.shown).toBe('Call Alice.');
    expect(answers.size).toBeGreaterThan(50);
  });

  test('are found by the questions beside them, which may come later', async () => {
    const { ports, folder, write, later } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    expect(questionsOf(await answerBook(ports), 'blue-badgers')).toEqual(['where do the blue badgers live']);
    mkdirSync(join(folder, '_questions'));
    write(
      '_questions/blue-badgers.txt',
      '# by Alice\nbadger burrow location?\n\nwhere do the blue badgers live\n',
    );
    expect(questionsOf(await later(), 'blue-badgers')).toEqual([
      'where do the blue badgers live',
      'badger burrow location?',
    ]);
  });

  test('ours have questions beside them for every topic', () => {
    const topics = readdirSync(ownAnswersFolder()).filter((name) => name.endsWith('.md'));
    const beside = readdirSync(join(ownAnswersFolder(), '_questions'));
    expect(beside.map((name) => name.replace('.txt', '.md'))).toEqual(topics);
  });

  test('are read again when they change, come and go', async () => {
    const { ports, write, remove, later } = ownFolder();
    expect((await answerBook(ports)).answers.has('blue-badgers')).toBe(false);
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    expect((await later()).rank('where do the blue badgers live')[0]?.topic).toBe('blue-badgers');
    write('blue-badgers.md', answerFile('Badgers', 'In the deep wood.'));
    expect((await later()).answers.get('blue-badgers')?.shown).toBe('In the deep wood.');
    remove('blue-badgers.md');
    expect((await later()).answers.has('blue-badgers')).toBe(false);
  });

  test('a file that breaks is reported with its line, and the old text stays', async () => {
    const { ports, warnings, write, later } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    await answerBook(ports);
    write('blue-badgers.md', answerFile('Badgers', 'New.').replace('title:', 'titel:'));
    expect((await later()).answers.get('blue-badgers')?.shown).toBe('In the wood.');
    expect(JSON.stringify(warnings)).toContain('blue-badgers.md:2: ');
  });

  test('one that is half written keeps its old text until it is whole', async () => {
    const { ports, folder, write, later } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    await answerBook(ports);
    for (const length of [0, 20]) {
      write('blue-badgers.md', answerFile('Badgers', 'In the deep, deep wood.'));
      truncateSync(join(folder, 'blue-badgers.md'), length);
      expect((await later()).answers.get('blue-badgers')?.shown).toBe('In the wood.');
    }
    write('blue-badgers.md', answerFile('Badgers', 'In the deep, deep wood.'));
    expect((await later()).answers.get('blue-badgers')?.shown).toBe('In the deep, deep wood.');
  });

  test('one that grew too large is reported, and its old text stays', async () => {
    const { ports, write, later } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    await answerBook(ports);
    write('blue-badgers.md', answerFile('Badgers', 'wood '.repeat(200_000)));
    const book = await later();
    expect(book.answers.get('blue-badgers')?.shown).toBe('In the wood.');
    expect(book.problems).toEqual([expect.stringMatching(/blue-badgers\.md:1: .*larger than/)]);
  });

  test('one that is renamed has its new name, and ours comes back when its replacement goes', async () => {
    const { ports, folder, write, remove, later } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    write('sealed-503.md', answerFile('Sealed here', 'Call Alice.'));
    await answerBook(ports);
    renameSync(join(folder, 'blue-badgers.md'), join(folder, 'red-badgers.md'));
    remove('sealed-503.md');
    const { answers, problems } = await later();
    expect(answers.has('blue-badgers')).toBe(false);
    expect(answers.get('red-badgers')?.shown).toBe('In the wood.');
    expect(answers.get('sealed-503')?.shown).not.toBe('Call Alice.');
    expect(answers.has('sealed-503')).toBe(true);
    expect(problems).toEqual([]);
  });

  test('what is no file of answers keeps none of the others away', async () => {
    const { ports, folder, write } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    // Emacs marks a file that is edited so; others write beside it first.
    symlinkSync('alice@laptop.4711:1764300000', join(folder, '.#blue-badgers.md'));
    write('.blue-badgers.md.swp', 'b0VIM');
    mkdirSync(join(folder, 'old.md'));
    symlinkSync('/nowhere/else.md', join(folder, 'green-badgers.md'));
    write('_questions', 'a file, no folder');
    mkdirSync(join(folder, '_background'));
    mkdirSync(join(folder, '_background', 'more.txt'));
    const { answers, problems } = await answerBook(ports);
    expect(answers.get('blue-badgers')?.shown).toBe('In the wood.');
    expect(problems).toEqual([
      expect.stringMatching(/green-badgers\.md:1: cannot be read/),
      expect.stringMatching(/old\.md:1: cannot be read/),
      expect.stringMatching(/_questions:1: cannot be read/),
      expect.stringMatching(/_background\/more\.txt:1: cannot be read/),
    ]);
  });

  test('of a folder that goes away the answers stay as they were', async () => {
    const { ports, folder, warnings, write, later } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    await answerBook(ports);
    renameSync(folder, `${folder}.away`);
    folders.push(`${folder}.away`);
    expect((await later()).answers.get('blue-badgers')?.shown).toBe('In the wood.');
    expect(JSON.stringify(warnings)).toContain(`${folder}:1: cannot be read`);
    mkdirSync(folder);
    expect((await later()).answers.has('blue-badgers')).toBe(false);
  });

  test('a file in the place of a folder is said, and ours still answer', async () => {
    const { ports, folder, write } = ownFolder();
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    const config = parseConfig({ faq: { paths: [join(folder, 'blue-badgers.md')] } });
    const book = await answerBook({ ...ports, config });
    expect(book.problems[0]).toMatch(/blue-badgers\.md:1: cannot be read .*ENOTDIR/);
    expect(book.answers.size).toBeGreaterThan(50);
  });

  test('that are read again at the same moment are read once, and others run between', async () => {
    const { ports, write, later } = ownFolder();
    await answerBook(ports);
    write('blue-badgers.md', answerFile('Badgers', 'In the wood.'));
    let turns = 0;
    let isOver = false;
    const others = (): void => {
      turns += 1;
      if (!isOver) setImmediate(others);
    };
    setImmediate(others);
    const [one, two] = await Promise.all([later(), answerBook(ports)]);
    isOver = true;
    expect(one).toBe(two);
    expect(one.answers.has('blue-badgers')).toBe(true);
    expect(turns).toBeGreaterThan(1);
  });

  test('unchanged files are not read again', async () => {
    const { ports, later } = ownFolder();
    const book = await answerBook(ports);
    expect(await later()).toBe(book);
  });

  test('a folder that is not there is said, and ours still answer', async () => {
    const { ports } = ownFolder();
    const config = parseConfig({ faq: { paths: ['/nowhere/answers'] } });
    const book = await answerBook({ ...ports, config });
    expect(book.problems[0]).toContain('/nowhere/answers:1: cannot be read');
    expect(book.answers.size).toBeGreaterThan(50);
  });
});
