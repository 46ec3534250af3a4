import { randomBytes } from 'node:crypto';

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Eight letters and digits that nobody confuses when they read them aloud: the reference of one request. */
export function newReference(): string {
  return Array.from(randomBytes(8), (byte) => letters[byte % letters.length]).join('');
}
