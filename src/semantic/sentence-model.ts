import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { coerceError } from '../lib/errors.ts';

/** Turns sentences into vectors that are near each other where the sentences mean nearly the same. */
export interface SentenceModel {
  /** How many numbers a vector has. */
  dimensions: number;
  /** The vector of a sentence that is the same for all models: it tells them apart. */
  probe: Float32Array;
  /**
   * A text's vector, of length 1. The work is done in one go and stops everything else meanwhile (some 10 ms for a
   * question, as long as `longestText` allows for more), so leave a pause between two.
   */
  vectorOf(text: string): Promise<Float32Array>;
}

/** Why a model cannot be used, and what to do about it: for the log. */
export class SentenceModelError extends Error {
  override name = 'SentenceModelError';
}

export interface ModelOptions {
  /** A folder, or a name on the Hugging Face hub (`Xenova/all-MiniLM-L6-v2`), which downloads it once. */
  name: string;
  /** Where what is downloaded is kept. */
  cacheFolder: string;
  /** How the package is loaded, in tests. */
  load?: () => unknown;
}

/** Opens models; what they download lies beside the store. */
export function modelOpener({ store }: Pick<Config, 'store'>): (name: string) => Promise<SentenceModel> {
  const cacheFolder = join(dirname(store.file), 'models');
  return (name) => openSentenceModel({ name, cacheFolder });
}

/** It belongs to those who want it, and may lie anywhere that Node looks (`NODE_PATH`). */
const packageName = '@huggingface/transformers';

/** The package as far as it is used: https://huggingface.co/docs/transformers.js */
interface Transformers {
  env: { allowRemoteModels: boolean; localModelPath: string; cacheDir: string };
  pipeline(task: 'feature-extraction', model: string, options: object): Promise<Extractor>;
}
type Extractor = (text: string, options: object) => Promise<unknown>;

const Output = z.object({ dims: z.array(z.number()).min(1), data: z.instanceof(Float32Array) });

/** Longer texts are cut: a model reads some 256 tokens anyway, and time grows with length. */
const longestText = 600;

/**
 * Loads a sentence model and tries it once.
 *
 * @throws SentenceModelError when package or model are not there or do not work
 */
export async function openSentenceModel(options: ModelOptions): Promise<SentenceModel> {
  const transformers = loadPackage(options.load ?? (() => createRequire(import.meta.url)(packageName)));
  const extract = await loadModel(transformers, options);
  const vectorOf = async (text: string): Promise<Float32Array> => {
    const output = Output.parse(
      await extract(text.slice(0, longestText), { pooling: 'mean', normalize: true }),
    );
    return output.data;
  };
  try {
    const probe = await vectorOf('How do I renew my token?');
    return { dimensions: probe.length, probe, vectorOf };
  } catch (error) {
    throw new SentenceModelError(`${options.name} gives no vectors: ${firstLine(error)}`, { cause: error });
  }
}

function loadPackage(load: () => unknown): Transformers {
  try {
    return load() as Transformers;
  } catch (error) {
    throw new SentenceModelError(
      `the package ${packageName} cannot be loaded (${firstLine(error)}): install it beside the bot, npm install --no-save --ignore-scripts ${packageName}@4`,
      { cause: error },
    );
  }
}

async function loadModel(
  transformers: Transformers,
  { name, cacheFolder }: ModelOptions,
): Promise<Extractor> {
  const folder = folderOf(name);
  const { env } = transformers;
  env.cacheDir = cacheFolder;
  env.allowRemoteModels = folder === undefined;
  if (folder !== undefined) env.localModelPath = dirname(folder);
  try {
    return await transformers.pipeline('feature-extraction', folder === undefined ? name : basename(folder), {
      ...(hasOnly(folder, 'model_quantized.onnx') ? { dtype: 'q8' } : {}),
      // The other processors have their own work.
      session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
    });
  } catch (error) {
    throw new SentenceModelError(`${name} cannot be loaded: ${firstLine(error)}`, { cause: error });
  }
}

/** A folder if it is one, or looks like one; else undefined, for a name on the hub. */
function folderOf(name: string): string | undefined {
  const looksLikeOne = isAbsolute(name) || name.startsWith('.');
  return looksLikeOne || existsSync(name) ? resolve(name) : undefined;
}

function hasOnly(folder: string | undefined, file: string): boolean {
  if (folder === undefined) return false;
  return existsSync(join(folder, 'onnx', file)) && !existsSync(join(folder, 'onnx/model.onnx'));
}

function firstLine(error: unknown): string {
  return coerceError(error).message.split('\n')[0] ?? '';
}
