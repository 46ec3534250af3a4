import { type Coverage, noteHole, noteLooked, noteProblem } from './coverage.ts';
import type { ProblemPlace, ScanSink } from './finding.ts';
import type { Owned } from './owners.ts';
import type { ClusterLook, Scan } from './scan.ts';
import type { ScanFailure } from './scan-failure.ts';

/** Makes the sink of one cluster. `flush` is called once, when all kinds are through. */
export function createSink(
  result: Scan,
  look: ClusterLook & { coverage: Coverage },
  ownerOf: (thing: Owned) => string | undefined,
): ScanSink & { flush(): void } {
  const { coverage } = look;
  const left = new Map<string, { place: ProblemPlace; why: ScanFailure; count: number }>();
  const sink: ScanSink = {
    item: (item) => {
      item.owner = ownerOf(item);
      result.items.push(item);
    },
    problem: (problem) => {
      noteProblem(coverage, problem);
      result.problems.push({ ...problem, owner: ownerOf(problem) });
    },
    skipped: (place) => {
      noteHole(coverage, place, '');
      result.skipped.push(place);
    },
    left: (place, why, paths) => {
      for (const path of paths) noteHole(coverage, place, path);
      const key = JSON.stringify([place.namespace, place.mount]);
      const known = left.get(key);
      if (known) known.count += paths.length;
      else left.set(key, { place, why, count: paths.length });
    },
    looked: (kind, place, undated) => noteLooked(coverage, kind, place, undated),
    scanned: (count) => {
      result.scanned += count;
      look.scanned += count;
    },
  };
  return {
    ...sink,
    flush() {
      for (const { place, why, count } of left.values()) {
        const paths = count === 1 ? 'path was' : 'paths were';
        const problem = `${why.problem}; ${count} ${paths} not looked at`;
        // The holes are noted one by one: what was looked at of this mount counts.
        result.problems.push({
          ...place,
          path: '',
          reason: why.reason,
          problem,
          owner: ownerOf({ ...place, path: '' }),
        });
      }
    },
  };
}
