import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A vector in a byte a number: its length says nothing, its direction is true to about half a percent. */
export type SmallVector = Int8Array;

const hashBytes = 16;
/** First bytes of the file: what it is and how it is written. */
const mark = 'vault-steward vectors 1\n';

/** The vector's direction in bytes. */
export function toSmall(vector: ArrayLike<number>): SmallVector {
  const small = new Int8Array(vector.length);
  let most = 0;
  for (let at = 0; at < vector.length; at += 1) most = Math.max(most, Math.abs(vector[at] as number));
  for (let at = 0; at < small.length; at += 1)
    small[at] = Math.round(((vector[at] as number) / (most || 1)) * 127);
  return small;
}

/**
 * Vectors of texts by the hash of model and text, kept in a file: making them takes minutes, and after a restart most
 * texts are the same. The file is a cache: what cannot be read is made again, what nobody asks for goes with the next
 * save.
 */
export class VectorShelf {
  readonly #file: string;
  /** Which model the vectors are of. */
  readonly #model: string;
  readonly #dimensions: number;
  #vectors = new Map<string, SmallVector>();

  constructor(file: string, model: string, dimensions: number) {
    this.#file = file;
    this.#model = model;
    this.#dimensions = dimensions;
    this.#vectors = this.#read();
  }

  get(text: string): SmallVector | undefined {
    return this.#vectors.get(this.#keyOf(text));
  }

  set(text: string, vector: SmallVector): void {
    this.#vectors.set(this.#keyOf(text), vector);
  }

  /**
   * Writes the vectors of these texts, all at once or not at all.
   *
   * @throws what the file system throws
   */
  save(texts: readonly string[]): void {
    const size = hashBytes + this.#dimensions;
    const parts = new Map(texts.map((text) => [this.#keyOf(text), this.get(text)]));
    const content = Buffer.alloc(mark.length + parts.size * size);
    content.write(mark, 'latin1');
    let at = mark.length;
    for (const [key, vector] of parts) {
      if (!vector) continue;
      content.write(key, at, 'hex');
      content.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.length), at + hashBytes);
      at += size;
    }
    mkdirSync(dirname(this.#file), { recursive: true });
    const fresh = `${this.#file}.${process.pid}`;
    writeFileSync(fresh, content.subarray(0, at), { mode: 0o600 });
    renameSync(fresh, this.#file);
  }

  #keyOf(text: string): string {
    const hash = createHash('sha256').update(this.#model).update('\0').update(text);
    return hash.digest('hex').slice(0, 2 * hashBytes);
  }

  #read(): Map<string, SmallVector> {
    const size = hashBytes + this.#dimensions;
    const found = new Map<string, SmallVector>();
    try {
      const content = readFileSync(this.#file);
      const rest = content.subarray(mark.length);
      if (content.toString('latin1', 0, mark.length) !== mark || rest.length % size !== 0) return found;
      for (let at = 0; at < rest.length; at += size) {
        const vector = rest.subarray(at + hashBytes, at + size);
        found.set(
          rest.toString('hex', at, at + hashBytes),
          new Int8Array(vector.buffer, vector.byteOffset, vector.length),
        );
      }
    } catch {
      // There is none yet, or it cannot be read: it is made again.
    }
    return found;
  }
}
