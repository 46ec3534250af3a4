import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setImmediate as letOthers } from 'node:timers/promises';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { sharedBy } from '../lib/shared.ts';
import type { Ports } from '../ports.ts';
import type { SentenceModel } from '../semantic/sentence-model.ts';
import type { Example } from './make-index.ts';
import { Meaning } from './meaning.ts';
import type { Nearness } from './nearest-examples.ts';
import { type SmallVector, toSmall, VectorShelf } from './vector-shelf.ts';

/** The examples of one book of answers by their meaning. */
export interface BookMeanings {
  /** Resolves once all examples have vectors, or will never have any. */
  prepare(): Promise<void>;
  /** Makes vectors for these questions, if the examples have theirs. */
  read(questions: readonly string[]): Promise<void>;
  /** What a question that was read is near to; undefined where it was not. By the numbers of `labels`. */
  nearest(question: string): Nearness | undefined;
}

interface Settings {
  name: string;
  open(name: string): Promise<SentenceModel>;
  /** Where the vectors of examples are kept. */
  file: string;
  log: Logger;
}

interface OpenModel {
  model: SentenceModel;
  /** Differs where the model gives other vectors, also under the same name. */
  fingerprint: string;
}

/** A kill loses no more work than this many texts. */
const savedEvery = 2_000;
/** Questions whose vectors are kept: those of the messages that are answered just now. */
const questionsKept = 100;

/**
 * The sentence model of `faq.semanticModel`, loaded at the first question. Vectors of examples are made one after the
 * other with pauses between them, and kept in a file by content, so that only what is new costs time; until they are
 * there, and where the model cannot be used (told once), answers are found without.
 */
export class Meanings {
  readonly #settings: Settings;
  #opened: Promise<OpenModel | undefined> | undefined;
  /** One after the other: a book that was made anew meanwhile waits and then finds most vectors on the shelf. */
  #turn: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** `labels`: in the order of their numbers in the index. */
  of(examples: readonly Example[], labels: () => readonly string[]): BookMeanings {
    const vectors = new Map<string, Float32Array>();
    let meaning: Meaning | undefined;
    let preparing: Promise<void> | undefined;
    const prepare = async (): Promise<void> => {
      meaning = await this.#make(examples, labels());
    };
    return {
      prepare: () => {
        preparing ??= this.#turn.then(prepare).catch((error) => this.#giveUp(error));
        this.#turn = preparing;
        return preparing;
      },
      read: async (questions) => {
        if (!meaning) return;
        for (const question of questions) await this.#readOne(question, vectors);
      },
      nearest: (question) => {
        const vector = vectors.get(question);
        return vector && meaning?.nearest(vector);
      },
    };
  }

  /** Makes no more vectors, so that the program can end. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Vectors of these texts, made where the shelf has none. None where there is no model, or the program ends. */
  async vectorsOf(texts: readonly string[]): Promise<[text: string, vector: SmallVector][]> {
    const opened = await this.#open();
    if (!opened || this.#isStopped) return [];
    const { model, fingerprint } = opened;
    const shelf = new VectorShelf(this.#settings.file, fingerprint, model.dimensions);
    const missing = [...new Set(texts)].filter((text) => !shelf.get(text));
    if (missing.length > 0)
      this.#settings.log.info(
        { questions: missing.length },
        'Reading example questions with faq.semanticModel',
      );
    for (const [at, text] of missing.entries()) {
      shelf.set(text, toSmall(await model.vectorOf(text)));
      await letOthers();
      if (this.#isStopped) return [];
      if ((at + 1) % savedEvery === 0 || at + 1 === missing.length) this.#save(shelf, texts);
    }
    return texts.map((text) => [text, shelf.get(text) as SmallVector]);
  }

  async #make(examples: readonly Example[], labels: readonly string[]): Promise<Meaning | undefined> {
    const vectors = await this.vectorsOf(examples.map(({ text }) => text));
    if (vectors.length < examples.length) return undefined;
    const numbers = new Map(labels.map((label, number) => [label, number]));
    const labelOf = Int32Array.from(examples, ({ label }) => numbers.get(label) as number);
    this.#settings.log.info(
      { questions: examples.length },
      'faq.semanticModel helps to find answers from now on',
    );
    return new Meaning(
      labels.length,
      labelOf,
      vectors.map(([, vector]) => vector),
    );
  }

  #save(shelf: VectorShelf, texts: readonly string[]): void {
    try {
      shelf.save(texts);
    } catch (error) {
      this.#settings.log.warn(
        { error },
        'Vectors of example questions could not be kept; they are made again',
      );
    }
  }

  async #readOne(question: string, vectors: Map<string, Float32Array>): Promise<void> {
    if (vectors.has(question)) return;
    try {
      const opened = await this.#open();
      if (opened) vectors.set(question, await opened.model.vectorOf(question));
    } catch (error) {
      this.#giveUp(error);
    }
    if (vectors.size > questionsKept) vectors.delete(vectors.keys().next().value as string);
  }

  #open(): Promise<OpenModel | undefined> {
    this.#opened ??= this.#openModel().catch((error) => this.#giveUp(error));
    return this.#opened;
  }

  async #openModel(): Promise<OpenModel> {
    const { name, open } = this.#settings;
    const model = await open(name);
    return { model, fingerprint: createHash('sha256').update(toSmall(model.probe)).digest('hex') };
  }

  /** Told once: from here on there is no model. */
  #giveUp(error: unknown): undefined {
    const isFirst = !this.#isStopped;
    this.#isStopped = true;
    this.#opened = Promise.resolve(undefined);
    if (isFirst)
      this.#settings.log.warn(
        { problem: coerceError(error).message },
        'faq.semanticModel cannot be used: answers are found without it',
      );
  }
}

/** The process's; undefined where none is configured. */
export const meaningsOf = sharedBy(({ config, openSentenceModel, log }: Ports): Meanings | undefined => {
  const name = config.faq.semanticModel;
  if (name === undefined || !openSentenceModel) return undefined;
  const file = join(dirname(config.store.file), 'faq-vectors.bin');
  return new Meanings({ name, open: openSentenceModel, file, log });
});
