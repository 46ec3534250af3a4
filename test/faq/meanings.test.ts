import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnswerBook, openAnswerBook } from '../../src/faq/answer-book.ts';
import { Meaning } from '../../src/faq/meaning.ts';
import { Meanings } from '../../src/faq/meanings.ts';
import { toSmall, VectorShelf } from '../../src/faq/vector-shelf.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { openSentenceModel, type SentenceModel } from '../../src/semantic/sentence-model.ts';
import { describeWithModel, loadNothing, loadTransformers, modelFolder } from '../helpers/sentence-model.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const vector = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 })
  .filter((numbers) => numbers.some((number) => Math.abs(number) > 0.01));

function cosine(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const product = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a).reduce((sum, value, at) => sum + value * (b[at] as number), 0);
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
}

test('a vector in bytes points where the vector did', () => {
  fc.assert(
    fc.property(vector, (numbers) => {
      expect(cosine(toSmall(numbers), numbers)).toBeGreaterThan(0.999);
    }),
  );
});

test('the label of the nearest example has the largest cosine, all shares together are 1', () => {
  const examples = fc.array(fc.tuple(fc.nat(3), vector), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(examples, vector, (given, question) => {
      const small = given.map(([, numbers]) => toSmall(numbers));
      const meaning = new Meaning(
        4,
        Int32Array.from(given, ([label]) => label),
        small,
      );
      const { shares, best } = meaning.nearest(question);
      for (let label = 0; label < 4; label += 1) {
        const theirs = small.filter((_, at) => given[at]?.[0] === label).map((one) => cosine(one, question));
        expect(best[label]).toBeCloseTo(Math.max(0, ...theirs), 5);
      }
      const total = shares.reduce((sum, share) => sum + share, 0);
      expect(total === 0 || Math.abs(total - 1) < 1e-9).toBe(true);
    }),
  );
});

describe('the shelf of vectors', () => {
  const content = Int8Array.from([1, -2, 3]);

  test('keeps vectors by model and text, and forgets what is not saved again', () => {
    const file = join(temporaryFolder(), 'new/vectors.bin');
    const shelf = new VectorShelf(file, 'model', 3);
    shelf.set('one', content);
    shelf.set('two', Int8Array.from([7, 8, 9]));
    shelf.save(['one', 'two', 'never made']);
    expect(new VectorShelf(file, 'model', 3).get('one')).toEqual(content);
    expect(new VectorShelf(file, 'model', 3).get('never made')).toBeUndefined();
    expect(new VectorShelf(file, 'another', 3).get('one')).toBeUndefined();
    new VectorShelf(file, 'model', 3).save(['two']);
    expect(new VectorShelf(file, 'model', 3).get('one')).toBeUndefined();
    expect(new VectorShelf(file, 'model', 3).get('two')).toEqual(Int8Array.from([7, 8, 9]));
  });

  test.each([
    ['nothing', ''],
    ['something else', 'PNG '.repeat(100)],
    ['a part of it', 'vault-steward vectors 1\nabc'],
  ])('takes a file with %s for none', (_, text) => {
    const file = join(temporaryFolder(), 'vectors.bin');
    writeFileSync(file, text);
    expect(new VectorShelf(file, 'model', 3).get('one')).toBeUndefined();
  });
});

/** A small company's answers, its log, and how many texts its model read. */
function company(name: string, file = join(temporaryFolder(), 'faq-vectors.bin')) {
  const folder = join(temporaryFolder(), 'answers');
  mkdirSync(folder);
  const write = (topic: string, questions: readonly string[]): void =>
    writeFileSync(
      join(folder, `${topic}.md`),
      `---\ntitle: About ${topic}\nquestions: ${JSON.stringify(questions)}\n---\nText.\n`,
    );
  write('holidays', ['how many days off do I get', 'can I take a vacation in summer', 'annual leave']);
  write('parking', ['where can I leave my car', 'is there a garage near the office', 'parking spot']);
  write('lunch', ['what does the canteen serve today', 'when do we eat', 'menu of the week']);
  const heard: string[] = [];
  const hear = (data: object, text: string): void => void heard.push(`${text} ${JSON.stringify(data)}`);
  const log: Logger = { debug: () => {}, info: () => {}, warn: hear, error: hear, child: () => log };
  const read: string[] = [];
  const open = async (one: string): Promise<SentenceModel> => {
    const model = await openSentenceModel({
      name: one,
      cacheFolder: temporaryFolder(),
      load: loadTransformers,
    });
    return { ...model, vectorOf: (text) => model.vectorOf(text).finally(() => void read.push(text)) };
  };
  const meanings = new Meanings({ name, open, file, log });
  const book = (before?: AnswerBook): AnswerBook => openAnswerBook([folder], {}, before, { meanings });
  return { write, heard, read, meanings, file, book };
}

const asked = 'is there somewhere to put my automobile';

async function firstFor(book: AnswerBook, question: string): Promise<string | undefined> {
  await book.ready([question]);
  return book.rank(question)[0]?.topic;
}

describeWithModel('a sentence model behind the answers', { timeout: 120_000 }, () => {
  test('finds what other words ask for, once it has read the examples', async () => {
    const { book, heard, file } = company(modelFolder);
    const answers = book();
    await answers.prepared();
    expect(await firstFor(answers, asked)).toBe('parking');
    expect(await firstFor(answers, 'may I be absent for a trip in July, is there enough left')).toBe(
      'holidays',
    );
    const [first] = answers.rank(asked);
    expect(first?.score).toBeGreaterThan(0);
    expect(first?.score).toBeLessThanOrEqual(1);
    expect(existsSync(file)).toBe(true);
    expect(heard).toEqual([]);
  });

  test('reads no example twice: not after a restart, and of a changed file only what is new', async () => {
    const before = company(modelFolder);
    await before.book().prepared();
    const after = company(modelFolder, before.file);
    const answers = after.book();
    await answers.prepared();
    expect(after.read.filter((text) => text.includes('car'))).toEqual([]);
    after.write('parking', ['where can I leave my car', 'bicycle stand']);
    const count = after.read.length;
    await after.book(answers).prepared();
    expect(after.read.slice(count)).toEqual(['bicycle stand']);
  });

  test('a damaged file of vectors is made again', async () => {
    const before = company(modelFolder);
    await before.book().prepared();
    writeFileSync(before.file, readFileSync(before.file).subarray(0, 100));
    const after = company(modelFolder, before.file);
    const answers = after.book();
    await answers.prepared();
    expect(await firstFor(answers, asked)).toBe('parking');
  });

  test('a folder that is not there is one warning, and answers go on without it', async () => {
    const { book, heard } = company('/nowhere/model');
    const answers = book();
    await answers.prepared();
    await book(answers).prepared();
    expect(await firstFor(answers, 'parking spot')).toBe('parking');
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(/^faq.semanticModel cannot be used.*\/nowhere\/model cannot be loaded/);
  });

  test('a program that ends makes no more vectors', async () => {
    const { book, meanings, heard, read } = company(modelFolder);
    const answers = book();
    const preparing = answers.prepared();
    meanings.stop();
    await preparing;
    expect(read.filter((text) => text.includes('car'))).toEqual([]);
    expect(await firstFor(answers, 'parking spot')).toBe('parking');
    expect(heard).toEqual([]);
  });
});

test('without the package answers go on, with one warning that says what to install', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'lunch.md'), '---\ntitle: Lunch\nquestions: [when do we eat]\n---\nAt noon.\n');
  const heard: string[] = [];
  const log = { warn: (data: object) => void heard.push(JSON.stringify(data)) } as Partial<Logger> as Logger;
  const open = (name: string) => openSentenceModel({ name, cacheFolder: folder, load: loadNothing });
  const meanings = new Meanings({ name: '/models/any', open, file: join(folder, 'vectors.bin'), log });
  const answers = openAnswerBook([folder], {}, undefined, { meanings });
  await answers.prepared();
  expect(await firstFor(answers, 'when do we eat')).toBe('lunch');
  expect(heard).toHaveLength(1);
  expect(heard[0]).toContain('npm install');
});
