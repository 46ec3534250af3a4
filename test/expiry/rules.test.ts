import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { matcherOf, rulesAt } from '../../src/expiry/rules.ts';

describe('a pattern', () => {
  test.each([
    ['kv/', 'kv/', true],
    ['kv/', 'kv/x', false],
    ['team-*', 'team-a/', true],
    ['team-*', 'a-team-', false],
    ['*', '', true],
    ['*/prod/*', 'payments/prod/db', true],
    ['a*c', 'a\nb/c', true],
    ['a.c', 'abc', false],
    ['a.*', 'abc', false],
    ['(x|y)[z]*', '(x|y)[z]!', true],
    ['**', 'anything', true],
  ])('%s on %j: %s', (pattern, text, expected) => {
    expect(matcherOf(pattern)(text)).toBe(expected);
  });

  test('without a star is itself and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        fc.pre(!a.includes('*'));
        expect(matcherOf(a)(b)).toBe(a === b);
        expect(matcherOf(`${a}*`)(a + b)).toBe(true);
      }),
    );
  });
});

test('rules are chosen by cluster, namespace and mount, and keep their order', () => {
  const { rules } = parseConfig({
    expiry: {
      rules: [
        { required: true },
        { cluster: 'prod', owner: 'a' },
        { cluster: 'stage', owner: 'b' },
        { namespace: 'payments', owner: 'c' },
        { namespace: 'payments/*', owner: 'd' },
        { namespace: '', owner: 'e' },
        { mount: 'k*', owner: 'f' },
        { mount: 'kv', owner: 'g' },
      ],
    },
  }).expiry;
  const owners = (cluster: string, namespace: string, mount: string) =>
    rulesAt(rules, { cluster, namespace, mount }).map(({ owner }) => owner);
  expect(owners('prod', '', 'kv/')).toEqual([undefined, 'a', 'e', 'f', 'g']);
  expect(owners('stage', 'payments/', 'secret/')).toEqual([undefined, 'b', 'c']);
  expect(owners('prod', 'payments/dev/', 'secret/')).toEqual([undefined, 'a', 'd']);
});
