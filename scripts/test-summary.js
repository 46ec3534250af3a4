// Prints where the test time went, then `N passed, N failed` alone on the last line. Of a file that is in several
// result files, the last one counts; where an earlier one said otherwise, that is told.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const runs = process.argv
  .slice(2)
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')).testResults);
const latest = new Map();
for (const suite of runs.flat()) {
  const before = latest.get(suite.name);
  latest.set(suite.name, { ...suite, unsteady: before?.status === 'failed' && suite.status !== 'failed' });
}
const suites = [...latest.values()].map(
  ({ name, startTime, endTime, status, assertionResults, unsteady }) => ({
    name: relative(process.cwd(), name),
    seconds: (endTime - startTime) / 1000,
    passed: countOf(assertionResults, 'passed'),
    failed: countOf(assertionResults, 'failed'),
    skipped: countOf(assertionResults, 'pending', 'skipped', 'todo'),
    // A file that fails outside its tests (an import, a hook) counts as one failure: it must not pass unseen.
    broken: status === 'failed' && countOf(assertionResults, 'failed') === 0,
    unsteady,
  }),
);

for (const { seconds, name } of suites.toSorted((a, b) => b.seconds - a.seconds).slice(0, 15))
  console.log(`timing: ${seconds.toFixed(1)} s ${name}`);
for (const { name } of suites.filter(({ broken }) => broken))
  console.log(`failed outside its tests: ${name}`);
for (const { name } of suites.filter(({ unsteady }) => unsteady))
  console.log(`unsteady: ${name} failed beside others and passed alone`);
const skipped = sum(({ skipped }) => skipped);
if (skipped > 0) console.log(`skipped: ${skipped}`);
const broken = suites.filter(({ broken }) => broken).length;
console.log(`${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed) + broken} failed`);

function countOf(results, ...states) {
  return results.filter(({ status }) => states.includes(status)).length;
}

function sum(of) {
  return suites.reduce((total, suite) => total + of(suite), 0);
}
