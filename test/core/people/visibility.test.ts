import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Person, type Role, roles } from '../../../src/core/people/person.ts';
import {
  detailIn,
  isOwner,
  maySeePath,
  maySeeTotals,
  ownersIn,
} from '../../../src/core/people/visibility.ts';

const person = (has: readonly Role[], keys: readonly string[] = []): Person => ({
  id: 'U0DANA',
  roles: new Set(has),
  ownerKeys: new Set(keys),
});

describe('where paths may be shown', () => {
  test.each([
    ['direct', 'private', 'paths'],
    ['direct', 'direct', 'paths'],
    ['terminal', 'direct', 'paths'],
    ['private', 'private', 'paths'],
    ['private', 'direct', 'counts'],
    ['public', 'private', 'counts'],
    ['public', 'direct', 'counts'],
    ['shared', 'private', 'anonymous'],
    ['unknown', 'private', 'anonymous'],
  ] as const)('%s channel, pathsIn %s: %s', (kind, pathsIn, detail) => {
    expect(detailIn(kind, pathsIn)).toBe(detail);
  });
});

describe('owners', () => {
  test.each([
    ['U0DANA', ['U0DANA']],
    ['<@U0DANA>', ['U0DANA']],
    ['<@U0DANA|dana>', ['U0DANA']],
    ['<!subteam^S0PAY|@payments>', ['S0PAY']],
    ['Dana@Example.com; S0PAY, U0OMAR', ['dana@example.com', 'S0PAY', 'U0OMAR']],
    ['mailto:dana@example.com', ['dana@example.com']],
    ['team payments', []],
    ['@dana', []],
    ['', []],
  ])('%j names %j', (owner, named) => {
    expect([...ownersIn(owner)]).toEqual(named);
  });

  test('without an owner nobody owns it', () => {
    for (const owner of [undefined, null, '', '   '])
      expect(isOwner(person([], ['U0DANA', '']), owner)).toBe(false);
  });
});

describe('who sees a path', () => {
  test('an operator all, a developer their own and their groups’, nobody else any', () => {
    expect(maySeePath(person(['operator']), 'U0OTHER')).toBe(true);
    expect(maySeePath(person(['developer'], ['U0DANA', 'S0PAY']), 'S0PAY')).toBe(true);
    expect(maySeePath(person(['developer'], ['U0DANA']), 'U0OTHER')).toBe(false);
    expect(maySeePath(person(['stakeholder', 'approver'], ['U0DANA']), 'U0DANA')).toBe(false);
  });

  test('without the role of operator, only an owner ever does', () => {
    fc.assert(
      fc.property(fc.subarray([...roles]), fc.array(fc.string()), fc.string(), (has, keys, owner) => {
        const someone = person(has, keys);
        if (maySeePath(someone, owner))
          expect(someone.roles.has('operator') || isOwner(someone, owner)).toBe(true);
      }),
    );
  });

  test('totals are for operators and stakeholders', () => {
    expect(roles.filter((role) => maySeeTotals(person([role])))).toEqual(['operator', 'stakeholder']);
  });
});
