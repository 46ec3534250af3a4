import fc from 'fast-check';

const nasty = [
  '',
  ' ',
  '\n',
  '`',
  '```',
  '*',
  '<!channel>',
  '<@U0123ABCD>',
  '<https://evil.example|https://vault.example.com>',
  '&amp;',
  '&',
  '<',
  '>',
  '|',
  '\u0000',
  '\u0007',
  '\u202e',
  '\u200b',
  '\ud83d',
  '\udc69',
  '👩‍👩‍👧',
  '\u{e0041}',
  'ﷺ',
  '漢字',
  'e\u0301',
  ':tada:',
];

/** Text as nobody would want it: mentions, markup, control characters, half surrogates, up to 5,000 characters. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...nasty), { maxLength: 40 }).map((parts) => parts.join('')),
  fc
    .tuple(fc.constantFrom(...nasty, 'a'), fc.nat({ max: 5_000 }))
    .map(([part, size]) => part.repeat(Math.ceil(size / Math.max(1, part.length)))),
);
