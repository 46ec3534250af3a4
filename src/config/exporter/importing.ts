/** Where an import tells what it cannot carry over. */
export interface Importing {
  /** What stops the import: where in the exporter's file, and what would do. */
  problem(path: readonly PropertyKey[], expected: string): void;
  /** What the reader has to know or do besides; one sentence. */
  note(text: string): void;
}
