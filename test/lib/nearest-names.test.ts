import { expect, test } from 'vitest';
import { nearestNames } from '../../src/lib/nearest-names.ts';

const names = ['status', 'expiring', 'ask', 'report', 'onboard', 'help'];

test.each([
  ['statsu', ['status']],
  ['exp', ['expiring']],
  ['exipring', ['expiring']],
  ['aks', ['ask']],
  ['reprot', ['report']],
  ['onbord', ['onboard']],
  ['kubernetes', []],
  ['', []],
])('%s is taken for %j', (typed, expected) => {
  expect(nearestNames(typed, names)).toEqual(expected);
});

test('a very long word costs nothing', () => {
  expect(nearestNames('x'.repeat(100_000), names)).toEqual([]);
});
