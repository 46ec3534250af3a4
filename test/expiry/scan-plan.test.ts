import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planInstead, planScan, type ScanPart } from '../../src/expiry/kv/scan-plan.ts';

function covers(part: ScanPart, path: string): boolean {
  if (!path.startsWith(part.folder)) return false;
  return part.covers === 'tree' || !path.slice(part.folder.length).includes('/');
}

describe('the plan of a scan', () => {
  test.each([
    ['nothing', [], [{ folder: '', covers: 'tree' }]],
    ['a small mount', ['a', 'b/c'], [{ folder: '', covers: 'tree' }]],
    ['a flat mount', ['a', 'b', 'c'], [{ folder: '', covers: 'folder' }]],
    [
      'folders, one of them large',
      ['a/1', 'a/2', 'b/1', 'b/2', 'b/3', 'b/c/1'],
      [
        { folder: 'a/', covers: 'tree' },
        { folder: 'b/', covers: 'folder' },
        { folder: 'b/c/', covers: 'tree' },
      ],
    ],
  ])('%s', (_name, paths, parts) => {
    expect(planScan(paths, 2)).toEqual(parts);
  });

  test.each([
    ['at the limit', 20, []],
    ['just above it', 30, []],
    ['well above it', 31, [{ folder: 'team/', covers: 'folder' }]],
  ])('the whole answer under way, %s', (_name, secrets, parts) => {
    const paths = Array.from({ length: secrets }, (_, at) => `team/${at}`);
    expect(planInstead(paths, 20)).toEqual(parts);
  });

  test('every secret is in exactly one part, and no tree is larger than it may be', () => {
    const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'x y');
    const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
    fc.assert(
      fc.property(
        fc.uniqueArray(path, { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (paths, limit) => {
          const parts = planScan(paths, limit);
          for (const one of paths) expect(parts.filter((part) => covers(part, one))).toHaveLength(1);
          for (const part of parts.filter(({ covers: what }) => what === 'tree'))
            expect(paths.filter((one) => covers(part, one)).length).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});
