import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { faqExport } from '../../commands/faq/export.ts';
import { draftAnswer } from '../../src/faq/draft-file.ts';
import { addDraft } from '../../src/faq/draft-store.ts';
import { exportDrafts } from '../../src/faq/export-drafts.ts';
import { readAnswers } from '../../src/faq/read-answers.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { runInTerminal } from '../helpers/run-command.ts';
import { openTestStore } from '../helpers/store.ts';
import { sampleDraft } from './helpers/drafts.ts';

const accepted = sampleDraft({
  state: 'accepted',
  decidedBy: 'U0OMAR',
  decidedAt: new Date('2026-11-23T10:00:00Z'),
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('faq export', () => {
  test('writes what the bot answers, as files that the bot reads', async () => {
    const folder = join(emptyFolder(), 'new', 'answers');
    const store = await openTestStore();
    await addDraft(store.db, accepted);
    await addDraft(store.db, sampleDraft({ id: 'f'.repeat(16), topic: 'open-one', state: 'open' }));
    const data = await runInTerminal(faqExport, barePorts({ store }), [folder]);
    expect(data).toMatchObject({ files: [{ outcome: 'written' }] });
    const { answers, problems } = readAnswers([folder]);
    expect(problems).toEqual([]);
    expect(answers).toEqual([{ ...draftAnswer(accepted), file: join(folder, `${accepted.topic}.md`) }]);
  });

  test('a second time changes nothing', () => {
    const folder = emptyFolder();
    exportDrafts([accepted], folder, { force: false });
    expect(exportDrafts([accepted], folder, { force: false })).toMatchObject([{ outcome: 'unchanged' }]);
    expect(readdirSync(folder)).toEqual([`${accepted.topic}.md`]);
  });

  test('a file that differs is in the way, and then nothing at all is written', () => {
    const folder = emptyFolder();
    const file = join(folder, `${accepted.topic}.md`);
    writeFileSync(file, 'mine');
    const other = sampleDraft({ ...accepted, topic: 'another' });
    expect(() => exportDrafts([other, accepted], folder, { force: false })).toThrow(
      `${file} is there and differs`,
    );
    expect(readdirSync(folder)).toEqual([`${accepted.topic}.md`]);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(exportDrafts([other, accepted], folder, { force: true })).toMatchObject([
      { outcome: 'written' },
      { outcome: 'replaced' },
    ]);
    expect(readFileSync(file, 'utf8')).toContain('badger find');
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test('nothing is written outside of the folder', () => {
    const outside = join(emptyFolder(), 'outside.md');
    const folder = emptyFolder();
    symlinkSync(outside, join(folder, `${accepted.topic}.md`));
    for (const force of [false, true])
      expect(() => exportDrafts([accepted], folder, { force })).toThrow('is no plain file');
    expect(existsSync(outside)).toBe(false);
    for (const topic of ['../out', '/tmp/out', 'a/b', '', '..', 'A'])
      expect(() => exportDrafts([sampleDraft({ topic })], folder, { force: true })).toThrow(
        'no name for a file',
      );
  });

  test('what is no folder is said plainly', () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, '');
    expect(() => exportDrafts([accepted], file, { force: false })).toThrow('is no folder');
  });

  test.each([[[]], [['a', 'b']], [['--forces', 'a']]])('%j is a wrong usage', (words) => {
    expect(() => faqExport.parse({ door: 'terminal', text: '', words })).toThrow('one folder');
  });

  test('without a database it says where one was looked for', async () => {
    await expect(runInTerminal(faqExport, barePorts({}), ['x'])).rejects.toThrow('vault-steward.sqlite');
  });
});
