import { describe, expect, test } from 'vitest';
import type { Inventory } from '../../src/core/inventory/take-inventory.ts';
import { createCoverage, fateOf, noteHole, noteLooked, noteProblem } from '../../src/expiry/coverage.ts';

const kv = { cluster: 'prod', namespace: '', mount: 'kv/' };

function coverage(inventory: Partial<Inventory> = {}) {
  const made = createCoverage({
    cluster: 'prod',
    namespaces: ['', 'a/', 'a/b/'].map((path) => ({ path, customMetadata: {}, locked: false })),
    mounts: [],
    problems: [],
    partlySeen: [],
    closed: [],
    ...inventory,
  });
  noteLooked(made, 'kv', kv, ['undated']);
  return made;
}

function fate(made: ReturnType<typeof coverage>, path: string, place: object = {}) {
  return fateOf(made, { ...kv, kind: 'kv', path, ...place });
}

describe('what a scan did not find', () => {
  test('is gone where its parent was listed completely', () => {
    expect(fate(coverage(), 'app/db')).toBe('gone');
  });

  test('is there without a date where it was seen so', () => {
    expect(fate(coverage(), 'undated')).toBe('undated');
  });

  test.each([
    ['the whole mount', ''],
    ['the folder', 'app/'],
    ['a folder above', 'app'],
    ['the secret itself', 'app/db'],
  ])('is stale where %s could not be looked at', (_what, hole) => {
    const made = coverage();
    noteHole(made, kv, hole);
    expect(fate(made, 'app/db')).toBe('stale');
  });

  test.each(['app/d', 'ap/', 'app/db2', 'app/db/x', 'b'])(
    'is gone though %s could not be looked at',
    (hole) => {
      const made = coverage();
      noteHole(made, kv, hole);
      expect(fate(made, 'app/db')).toBe('gone');
    },
  );

  test('is stale where its date cannot be read, and gone beside a secret that has none', () => {
    const made = coverage();
    noteProblem(made, { ...kv, path: 'a', reason: 'unreadableDate' });
    noteProblem(made, { ...kv, path: 'b', reason: 'missingDate' });
    expect([fate(made, 'a'), fate(made, 'b')]).toEqual(['stale', 'gone']);
  });

  test('is gone with its mount where all mounts were listed, and stale where not', () => {
    expect(fate(coverage(), 'x', { mount: 'old/' })).toBe('gone');
    expect(fate(coverage({ partlySeen: [''] }), 'x', { mount: 'old/' })).toBe('stale');
    expect(fate(coverage({ closed: ['a/'] }), 'x', { mount: 'old/', namespace: 'a/' })).toBe('stale');
    const problems = [{ cluster: 'prod', namespace: 'a/', mount: '', path: '', problem: 'x' }];
    expect(fate(coverage({ problems }), 'x', { mount: 'old/', namespace: 'a/' })).toBe('stale');
  });

  test('is gone with its namespace where the one above listed its children, and stale where not', () => {
    expect(fate(coverage(), 'x', { namespace: 'a/gone/deep/' })).toBe('gone');
    expect(fate(coverage({ partlySeen: ['a/'] }), 'x', { namespace: 'a/gone/deep/' })).toBe('stale');
    expect(fate(coverage({ partlySeen: ['a/'] }), 'x', { namespace: 'gone/' })).toBe('gone');
  });

  test('is stale where the auth methods could not all be listed', () => {
    const place = { kind: 'approle-secret-id', mount: 'auth/approle/' };
    const made = coverage();
    expect(fate(made, 'role/accessor', place)).toBe('gone');
    made.unlistedAuth.add('');
    expect(fate(made, 'role/accessor', place)).toBe('stale');
  });

  test('is stale where nobody looked: another kind, no mount, no cluster', () => {
    expect(fate(coverage(), 'x', { kind: 'listener-certificate', mount: '' })).toBe('stale');
    expect(fateOf(undefined, { ...kv, kind: 'kv', path: 'x' })).toBe('stale');
    const made = coverage();
    noteHole(made, { ...kv, mount: 'auth/approle/' }, '');
    expect(fate(made, 'x', { kind: 'approle-secret-id', mount: 'auth/approle/' })).toBe('stale');
  });
});
