import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOwner, readOwners } from '../../../src/core/people/owner-address.ts';

describe('whom an owner means', () => {
  test.each([
    [undefined, { kind: 'none' }],
    ['  ', { kind: 'none' }],
    ['U0DANA', { kind: 'user', id: 'U0DANA' }],
    ['<@W0DANA|dana>', { kind: 'user', id: 'W0DANA' }],
    ['<!subteam^S0TEAM|@team>', { kind: 'group', id: 'S0TEAM' }],
    ['S0TEAM', { kind: 'group', id: 'S0TEAM' }],
    ['<#C0ROOM|room>', { kind: 'channel', id: 'C0ROOM' }],
    ['G0ROOM', { kind: 'channel', id: 'G0ROOM' }],
    ['Dana@Example.com', { kind: 'mail', id: 'dana@example.com' }],
    ['mailto:dana@example.com', { kind: 'mail', id: 'dana@example.com' }],
    ['dana@example.com, dana@example.com', { kind: 'mail', id: 'dana@example.com' }],
    ['dana@example.com; omar@example.com', { kind: 'several' }],
    ['U0DANA S0TEAM', { kind: 'several' }],
    ['Dana Novak', { kind: 'unreadable' }],
    ['@dana', { kind: 'unreadable' }],
    ['#payments', { kind: 'unreadable' }],
    ['u0dana', { kind: 'unreadable' }],
    ['Dana <dana@example.com>', { kind: 'unreadable' }],
    ['<!channel>', { kind: 'unreadable' }],
  ])('%j', (text, expected) => {
    expect(readOwner(text)).toEqual(expected);
  });

  test('no text breaks it, and an id it gives is one that Slack has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const address = readOwner(text);
        if ('id' in address && address.kind !== 'mail') expect(address.id).toMatch(/^[UWSCG][A-Z0-9]+$/);
      }),
    );
  });
});

describe('all that an owner names', () => {
  test.each([
    [undefined, []],
    ['Dana Novak', []],
    ['U0DANA, dana@example.com; S0TEAM', ['U0DANA', 'dana@example.com', 'S0TEAM']],
    ['U0DANA <@U0DANA|dana> Omar #C0ROOM C0ROOM', ['U0DANA']],
  ])('%j', (text, ids) => {
    expect(readOwners(text).map(({ id }) => id)).toEqual(ids);
  });
});
