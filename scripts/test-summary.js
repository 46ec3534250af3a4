// Prints where the test time went, then `N passed, N failed` alone on the last line.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const results = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const suites = results.testResults
  .map((suite) => ({
    name: relative(process.cwd(), suite.name),
    seconds: (suite.endTime - suite.startTime) / 1000,
    broken: suite.status === 'failed' && suite.assertionResults.every((test) => test.status !== 'failed'),
  }))
  .sort((a, b) => b.seconds - a.seconds);

for (const suite of suites.slice(0, 15)) console.log(`timing: ${suite.seconds.toFixed(1)} s ${suite.name}`);
// A file that fails outside its tests (an import, a hook) counts as one failure: it must not pass unseen.
const broken = suites.filter((suite) => suite.broken);
for (const suite of broken) console.log(`failed outside its tests: ${suite.name}`);
if (results.numPendingTests > 0) console.log(`skipped: ${results.numPendingTests}`);
console.log(`${results.numPassedTests} passed, ${results.numFailedTests + broken.length} failed`);
