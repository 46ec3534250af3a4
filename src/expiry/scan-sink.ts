import type { ProblemPlace, ScanSink } from './finding.ts';
import type { Owned } from './owners.ts';
import type { Scan } from './scan.ts';
import type { ScanFailure } from './scan-failure.ts';

/** Makes the sink of one cluster. `flush` is called once, when all kinds are through. */
export function createSink(
  result: Scan,
  ownerOf: (thing: Owned) => string | undefined,
): ScanSink & { flush(): void } {
  const left = new Map<string, { place: ProblemPlace; why: ScanFailure; count: number }>();
  const sink: ScanSink = {
    item: (item) => {
      item.owner = ownerOf(item);
      result.items.push(item);
    },
    problem: (problem) => void result.problems.push({ ...problem, owner: ownerOf(problem) }),
    skipped: (place) => void result.skipped.push(place),
    left: (place, why, count) => {
      const key = JSON.stringify([place.namespace, place.mount]);
      const known = left.get(key);
      if (known) known.count += count;
      else left.set(key, { place, why, count });
    },
    scanned: (count) => {
      result.scanned += count;
    },
  };
  return {
    ...sink,
    flush() {
      for (const { place, why, count } of left.values()) {
        const paths = count === 1 ? 'path was' : 'paths were';
        const problem = `${why.problem}; ${count} ${paths} not looked at`;
        sink.problem({ ...place, path: '', reason: why.reason, problem });
      }
    },
  };
}
