/** A part of a mount that one detailed answer (or a row of pages) covers. */
export interface ScanPart {
  /** `''` for the mount itself, else `a/b/`. */
  folder: string;
  /** `tree`: everything below, in one answer. `folder`: only the secrets right in it, by pages. */
  covers: 'tree' | 'folder';
}

interface Folder {
  /** Secrets right in it. */
  secrets: number;
  /** Secrets in it and below. */
  all: number;
  folders: Map<string, Folder>;
}

/**
 * Splits a mount so that no answer holds more than `limit` secrets: a folder with less is one part, a bigger one is
 * taken folder by folder. `paths` are the secrets' paths inside the mount. Every secret is in exactly one part.
 */
export function planScan(paths: readonly string[], limit: number): ScanPart[] {
  const parts: ScanPart[] = [];
  const split = (folder: Folder, name: string): void => {
    if (folder.all <= limit) {
      parts.push({ folder: name, covers: 'tree' });
      return;
    }
    if (folder.secrets > 0) parts.push({ folder: name, covers: 'folder' });
    for (const [child, contents] of folder.folders) split(contents, `${name}${child}/`);
  };
  split(countByFolder(paths), '');
  return parts;
}

function countByFolder(paths: readonly string[]): Folder {
  const root = emptyFolder();
  for (const path of paths) {
    let folder = root;
    folder.all += 1;
    const names = path.split('/');
    names.pop();
    for (const name of names) {
      let next = folder.folders.get(name);
      if (!next) {
        next = emptyFolder();
        folder.folders.set(name, next);
      }
      next.all += 1;
      folder = next;
    }
    folder.secrets += 1;
  }
  return root;
}

function emptyFolder(): Folder {
  return { secrets: 0, all: 0, folders: new Map() };
}
