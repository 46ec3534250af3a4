/**
 * One of several processes on one file: `store-child.ts FILE ROUNDS`. Says `ready`, waits for a line on stdin so that
 * all start at once, opens the store (and so migrates), then reads, adds one and writes in a transaction, and claims
 * every row it can get. Its last line is what it claimed.
 */
import { once } from 'node:events';
import { createOwner, leasesOf } from '../../src/store/lease.ts';
import { openStore } from '../../src/store/open-store.ts';
import { freeRun } from './free-run.ts';

const [file = '', rounds = '0'] = process.argv.slice(2);
console.log('ready');
await once(process.stdin, 'data');
process.stdin.destroy();

const store = await openStore(file);
const owner = createOwner();
let claimed = 0;
for (let round = 0; round < Number(rounds); round += 1) {
  await store.db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('jobs').select('known_since').executeTakeFirst();
    if (row)
      await trx
        .updateTable('jobs')
        .set({ known_since: row.known_since + 1 })
        .execute();
    else
      await trx
        .insertInto('jobs')
        .values({ name: 'counter', known_since: 1, last_success_at: null })
        .execute();
  });
  const slot = String(round);
  await store.db
    .insertInto('job_runs')
    .values({ ...freeRun, job: 'counter', slot })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const claim = { owner, nowMs: Date.now(), leaseMs: 3_600_000 };
  if (await leasesOf(store.db, 'job_runs').claim({ job: 'counter', slot }, claim)) claimed += 1;
}
await store.close();
console.log(JSON.stringify({ claimed }));
