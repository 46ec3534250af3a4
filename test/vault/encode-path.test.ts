import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePath, encodeQuery, headerValue } from '../../src/vault/encode-path.ts';

test.each([
  ['kv/metadata/', 'kv/metadata/'],
  ['kv/metadata/a b/c?d#e%f', 'kv/metadata/a%20b/c%3Fd%23e%25f'],
  ['kv/data/tü', 'kv/data/t%C3%BC'],
])('%s becomes %s', (path, encoded) => {
  expect(encodePath(path)).toBe(encoded);
});

test.each(['', '/a', 'a//b', 'a/../b', './a', 'a/..', '\ud800'])('%j is refused', (path) => {
  expect(() => encodePath(path)).toThrow(expect.objectContaining({ failure: 'invalid' }));
});

test('whatever a name holds, the server reads that name and no other', () => {
  const segment = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) => text.replaceAll('/', ''))
    .filter((text) => !['', '.', '..'].includes(text));
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
      const encoded = encodePath(segments.join('/'));
      const { pathname, search, hash } = new URL(`http://vault/v1/${encoded}`);
      expect([search, hash]).toEqual(['', '']);
      expect(pathname.split('/').slice(2).map(decodeURIComponent)).toEqual(segments);
    }),
  );
});

test('a query and a header hold nothing but their value', () => {
  expect(encodeQuery()).toBe('');
  expect(encodeQuery({ list: true, after: 'a&b' })).toBe('?list=true&after=a%26b');
  expect(headerValue('a\r\nX-Vault-Token: b')).toBe('a??X-Vault-Token: b');
  expect(Buffer.from(headerValue('tü/'), 'latin1').toString('utf8')).toBe('tü/');
});
