import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';

export interface TempStore {
  store: Store;
  file: string;
  /** Closes the store and removes its folder. */
  end(): Promise<void>;
}

/** A store on a file of its own with all migrations. The caller ends it (in `afterAll`, say). */
export async function openTempStore(): Promise<TempStore> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-store-'));
  const file = join(folder, 'store.sqlite');
  const store = await openStore(file);
  return {
    store,
    file,
    async end() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same for one test: it ends with the test. */
export async function openTestStore(): Promise<Store> {
  const temp = await openTempStore();
  onTestFinished(() => temp.end());
  return temp.store;
}
