import { z } from 'zod';

/** The names in a list. Not `z.array(z.string())`: that makes an object for each of 100,000 names. */
export const Names = z.custom<string[]>(
  (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
);
