/**
 * A process that runs one daily job: `job-child.ts STORE LOG NOW MODE`. Its clock stands at NOW. Says `ready`, waits
 * for a line on stdin, catches up what is missed, and appends `SLOT` to LOG in each run. MODE `hang`: the run says
 * `running` and never ends, so that the process can be killed in it.
 */
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { Config } from '../../src/config/config.ts';
import type { Job } from '../../src/define-job.ts';
import { Scheduler } from '../../src/jobs/scheduler.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { dateInZone, dayMs } from '../../src/lib/times.ts';
import { openStore } from '../../src/store/open-store.ts';

const [file = '', log = '', now = '', mode = ''] = process.argv.slice(2);
const daily: Job = {
  name: 'daily',
  summary: 'Writes a line a day',
  schedule: () => '0 9 * * *',
  slot: (at, config) => dateInZone(at, config.timeZone),
  greatestAgeMs: 7 * dayMs,
  async run(slot) {
    appendFileSync(log, `${slot}\n`);
    if (mode !== 'hang') return;
    console.log('running');
    await new Promise(() => {});
  },
};

const store = await openStore(file);
const ports = {
  config: Config.parse({}),
  log: silentLogger,
  now: () => new Date(now),
  clusters: [],
  store,
};
const scheduler = new Scheduler({ jobs: [daily], ports });
console.log('ready');
await once(process.stdin, 'data');
process.stdin.destroy();
await scheduler.start();
await scheduler.idle();
await scheduler.stop();
await store.close();
