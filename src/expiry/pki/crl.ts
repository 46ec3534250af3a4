/** When a revocation list was made and by when the next one is due. */
export interface CrlDates {
  thisUpdateMs: number;
  /** Undefined when the list promises no next one. */
  nextUpdateMs: number | undefined;
}

interface Element {
  tag: number;
  /** Where the contents start and end. */
  start: number;
  end: number;
}

const sequence = 0x30;
const integer = 0x02;
const utcTime = 0x17;
const generalizedTime = 0x18;

/**
 * Reads the two dates of a certificate revocation list (https://www.rfc-editor.org/rfc/rfc5280#section-5.1): the
 * list of what is revoked, megabytes perhaps, comes after them and is not looked at.
 *
 * @throws RangeError when the bytes are no such list
 */
export function readCrlDates(der: Uint8Array): CrlDates {
  const list = expect(der, 0, sequence);
  const tbs = expect(der, list.start, sequence);
  let at = tbs.start;
  const version = element(der, at);
  if (version.tag === integer) at = version.end;
  at = expect(der, at, sequence).end; // signature algorithm
  at = expect(der, at, sequence).end; // issuer
  const thisUpdate = element(der, at);
  const thisUpdateMs = readTime(der, thisUpdate);
  const next = thisUpdate.end < tbs.end ? element(der, thisUpdate.end) : undefined;
  const hasNext = next?.tag === utcTime || next?.tag === generalizedTime;
  return { thisUpdateMs, nextUpdateMs: next && hasNext ? readTime(der, next) : undefined };
}

function expect(der: Uint8Array, at: number, tag: number): Element {
  const found = element(der, at);
  if (found.tag !== tag) throw new RangeError(`Tag ${found.tag} where ${tag} should be`);
  return found;
}

/** One tag and its length, in DER: at most four bytes of length. */
function element(der: Uint8Array, at: number): Element {
  const tag = byteAt(der, at);
  const first = byteAt(der, at + 1);
  if (first < 0x80) return bounded(der, tag, at + 2, first);
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new RangeError('A length that DER does not have');
  let length = 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + byteAt(der, at + 2 + index);
  return bounded(der, tag, at + 2 + count, length);
}

function bounded(der: Uint8Array, tag: number, start: number, length: number): Element {
  if (start + length > der.length) throw new RangeError('The list is cut off');
  return { tag, start, end: start + length };
}

function byteAt(der: Uint8Array, at: number): number {
  const byte = der[at];
  if (byte === undefined) throw new RangeError('The list is cut off');
  return byte;
}

/** `YYMMDDHHMMSSZ` until 2049, `YYYYMMDDHHMMSSZ` after. */
function readTime(der: Uint8Array, { tag, start, end }: Element): number {
  const text = Buffer.from(der.subarray(start, end)).toString('latin1');
  const pattern =
    tag === utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
  const match = tag === utcTime || tag === generalizedTime ? pattern.exec(text) : undefined;
  if (!match) throw new RangeError('A time that is none');
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] = match;
  const century = tag === utcTime ? (Number(year) >= 50 ? 1900 : 2000) : 0;
  return Date.UTC(
    century + Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
}
