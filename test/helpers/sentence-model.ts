import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describeServer } from './openbao.ts';

/** Where scripts/install-missing.js puts it. */
const cache =
  process.env.STEWARD_CACHE_DIR ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vault-steward');
const packageFolder = join(cache, 'transformers-4.3.2');

/** all-MiniLM-L6-v2 as ONNX, laid out as the Hugging Face hub does. */
export const modelFolder = join(cache, 'all-minilm-l6-v2-0.1.2/model');

/** Loads @huggingface/transformers as the program does where it is installed. */
export function loadTransformers(): unknown {
  return createRequire(join(packageFolder, 'package.json'))('@huggingface/transformers');
}

/** What Node says where the package is not installed. */
export function loadNothing(): unknown {
  return createRequire(import.meta.url)('@huggingface/that-nobody-installed');
}

const isHere = [packageFolder, join(modelFolder, '..')].every((folder) =>
  existsSync(join(folder, 'complete')),
);

/** `describe`, skipped with a line where there is no sentence model; with CI=true its tests run and fail instead. */
export const describeWithModel = describeServer(isHere, 'a sentence model (with --optional-servers, too)');
