/** A part of a mount that one detailed answer (or a row of pages) covers. */
export interface ScanPart {
  /** `''` for the mount itself, else `a/b/`. */
  folder: string;
  /** `tree`: everything below, in one answer. `folder`: only the secrets right in it, by pages. */
  covers: 'tree' | 'folder';
}

/**
 * Splits a mount so that no answer holds more than `limit` secrets: a folder with less is one part, a bigger one is
 * taken folder by folder. `paths` are the secrets' paths inside the mount. Every secret is in exactly one part.
 *
 * It counts without a tree: one of 50,000 folders would stop everything else for half a second.
 */
export function planScan(paths: readonly string[], limit: number): ScanPart[] {
  const parts: ScanPart[] = [];
  const take = (folder: string, inside: readonly string[]): void => {
    const { secrets, below } = countIn(folder, inside);
    if (secrets > 0) parts.push({ folder, covers: 'folder' });
    for (const [child, count] of below) {
      if (count <= limit) parts.push({ folder: child, covers: 'tree' });
      else
        take(
          child,
          inside.filter((path) => path.startsWith(child)),
        );
    }
  };
  if (paths.length <= limit) return [{ folder: '', covers: 'tree' }];
  take('', paths);
  return parts;
}

/** So much more than the limit is still about the limit. */
const justAbove = 1.5;

/**
 * What to take a mount in although its whole answer is under way; `[]` when that may come. Half as much again as the
 * limit is let come: thousands of small folders would cost the server five times as much.
 */
export function planInstead(paths: readonly string[], limit: number): ScanPart[] {
  return paths.length <= limit * justAbove ? [] : planScan(paths, limit);
}

/** How many of the paths lie right in a folder, and how many in and below each of its folders. */
function countIn(
  folder: string,
  inside: readonly string[],
): { secrets: number; below: ReadonlyMap<string, number> } {
  const below = new Map<string, number>();
  let secrets = 0;
  for (const path of inside) {
    const end = path.indexOf('/', folder.length);
    if (end < 0) secrets += 1;
    else {
      const child = path.slice(0, end + 1);
      below.set(child, (below.get(child) ?? 0) + 1);
    }
  }
  return { secrets, below };
}
