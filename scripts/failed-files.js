// Prints the test files that failed, one a line; nothing where more than three did: that is no matter of chance.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const most = 3;
const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const failed = testResults
  .filter(({ status }) => status === 'failed')
  .map(({ name }) => relative(process.cwd(), name));
if (failed.length <= most) for (const name of failed) console.log(name);
