import { createReadStream, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSentenceModel, SentenceModelError } from '../../src/semantic/sentence-model.ts';
import { describeWithModel, loadNothing, loadTransformers, modelFolder } from '../helpers/sentence-model.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function cosine(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] as number), 0);
}

const problemOf = (opening: Promise<unknown>): Promise<string> =>
  opening.then(
    () => 'it was opened',
    (error: unknown) => (error instanceof SentenceModelError ? error.message : `${error}`),
  );

test('without the package it says how to install it', async () => {
  const opening = openSentenceModel({
    name: '/models/any',
    cacheFolder: temporaryFolder(),
    load: loadNothing,
  });
  expect(await problemOf(opening)).toMatch(
    /^the package @huggingface\/transformers cannot be loaded.*npm install/,
  );
});

describeWithModel('a sentence model', { timeout: 120_000 }, () => {
  const open = (name: string, cacheFolder = temporaryFolder()) =>
    openSentenceModel({ name, cacheFolder, load: loadTransformers });

  test('gives vectors that are near where the meaning is, as its authors measured', async () => {
    const { vectorOf, dimensions } = await open(modelFolder);
    const [eating, bread, baby] = await Promise.all(
      ['A man is eating food.', 'A man is eating a piece of bread.', 'The girl is carrying a baby.'].map(
        vectorOf,
      ),
    );
    expect(dimensions).toBe(384);
    // https://sbert.net/docs/sentence_transformer/usage/semantic_textual_similarity.html
    expect(cosine(eating as Float32Array, eating as Float32Array)).toBeCloseTo(1, 4);
    expect(cosine(eating as Float32Array, bread as Float32Array)).toBeCloseTo(0.7553, 3);
    expect(cosine(eating as Float32Array, baby as Float32Array)).toBeLessThan(0);
  });

  test('reads whatever is asked of it', async () => {
    const { vectorOf } = await open(modelFolder);
    for (const text of [
      '',
      '🎉',
      '\u0000\u200b',
      'a'.repeat(10_000),
      '<!channel> '.repeat(500),
      '金庫は封印',
    ])
      expect((await vectorOf(text)).every(Number.isFinite)).toBe(true);
  });

  test('is downloaded once where its name is one of the hub', async () => {
    const hub = await startHub();
    const { env } = loadTransformers() as { env: { remoteHost: string } };
    env.remoteHost = hub.address;
    const cacheFolder = temporaryFolder();
    const { dimensions } = await open('some/model', cacheFolder);
    expect(dimensions).toBe(384);
    const count = hub.asked.length;
    expect(hub.asked.some((path) => path.endsWith('onnx/model.onnx'))).toBe(true);
    expect(existsSync(cacheFolder)).toBe(true);
    await open('some/model', cacheFolder);
    expect(hub.asked.slice(count).filter((path) => path.endsWith('.onnx'))).toEqual([]);
  });

  test.each([
    ['a folder that is not there', () => '/nowhere/model', '/nowhere/model cannot be loaded'],
    ['a name that the hub does not have', () => 'no/such-model', 'no/such-model cannot be loaded'],
    ['a model that is broken', brokenModel, 'cannot be loaded'],
  ])('says what is wrong with %s', async (_, name, problem) => {
    const hub = await startHub();
    const { env } = loadTransformers() as { env: { remoteHost: string } };
    env.remoteHost = hub.address;
    expect(await problemOf(open(name()))).toContain(problem);
  });
});

/** The model's folder with a graph that is none. */
function brokenModel(): string {
  const folder = join(temporaryFolder(), 'broken');
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    symlinkSync(join(modelFolder, name), join(folder, name));
  writeFileSync(join(folder, 'onnx/model.onnx'), 'no graph');
  return folder;
}

/** Gives out the model as the hub does: `/some/model/resolve/main/<file>`. */
async function startHub() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const [, path = ''] = /^\/some\/model\/resolve\/main\/([\w./]+)$/.exec(request.url ?? '') ?? [];
    asked.push(request.url ?? '');
    const file = join(modelFolder, path);
    if (path === '' || path.includes('..') || !existsSync(file)) response.writeHead(404).end();
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
  });
  return { asked, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
