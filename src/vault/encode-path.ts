import { VaultError } from './vault-error.ts';

/**
 * Encodes a Vault path as people write it, segment by segment: a `?`, `#`, `%` or space in a name stays part of the
 * name. Empty, `.` and `..` segments are refused: Go's router would tidy them away and answer for another path.
 *
 * @throws VaultError `invalid`
 */
export function encodePath(path: string): string {
  const segments = path.split('/');
  const last = segments.length - 1;
  return segments
    .map((segment, index) => {
      const isTrailingSlash = segment === '' && index === last && index > 0;
      if (!isTrailingSlash && (segment === '' || segment === '.' || segment === '..'))
        throw new VaultError('invalid', 'A path has an empty, "." or ".." part', { details: [path] });
      return encodeSegment(segment);
    })
    .join('/');
}

function encodeSegment(segment: string): string {
  try {
    return encodeURIComponent(segment);
  } catch (error) {
    throw new VaultError('invalid', 'A path holds half of a character', { cause: error });
  }
}

/** `?a=b&c=d`, or nothing. */
export function encodeQuery(query: Readonly<Record<string, string | number | boolean>> = {}): string {
  const entries = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}

/**
 * Text as a header's value: UTF-8 bytes, as Vault reads namespaces with letters beyond ASCII. Control characters
 * cannot stand in a header and become `?`.
 */
export function headerValue(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[\u0000-\u001f\u007f]/g, '?');
}
