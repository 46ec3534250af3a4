import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchCertificates } from './certificates.ts';
import { benchExpiring } from './expiring.ts';
import { benchFaq } from './faq.ts';
import { benchKnownItems } from './known-items.ts';
import { benchProgram } from './program.ts';
import { benchReads } from './reads.ts';
import { benchScrape } from './scrape.ts';
import { benchWatching } from './watching.ts';

/**
 * `npm run bench` prints JSON. By itself it measures everything; names choose:
 *
 *     npm run --silent bench -- expiring --secrets 20000 --rounds 3 --latency 10
 *     npm run --silent bench -- certificates --certificates 20000
 *     npm run --silent bench -- faq --answers 1000
 *     npm run --silent bench -- known --known 100000
 *     npm run --silent bench -- program --scanned 20000 --commands 300
 *     npm run --silent bench -- watching --clusters 0,10,50 --seconds 60
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    secrets: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '7' },
    latency: { type: 'string', default: '0' },
    scanned: { type: 'string', default: '20000' },
    commands: { type: 'string', default: '300' },
    certificates: { type: 'string', default: '20000' },
    profile: { type: 'string' },
    answers: { type: 'string', default: '1000' },
    clusters: { type: 'string', default: '0,10,50' },
    seconds: { type: 'string', default: '60' },
    known: { type: 'string', default: '100000' },
  },
});

const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  expiring: () =>
    benchExpiring({
      secrets: Number(values.secrets),
      rounds: Number(values.rounds),
      latencyMs: Number(values.latency),
    }),
  reads: () => benchReads({ secrets: Number(values.secrets), rounds: Number(values.rounds) }),
  certificates: () => benchCertificates({ certificates: Number(values.certificates), added: 20 }),
  faq: () => benchFaq({ answers: Number(values.answers) }),
  scrape: () => benchScrape({ items: Number(values.known), rounds: Number(values.rounds) }),
  known: () => benchKnownItems({ items: Number(values.known) }),
  watching: () =>
    benchWatching({
      clusters: values.clusters.split(',').map(Number),
      nodes: 5,
      seconds: Number(values.seconds),
    }),
  program: () =>
    benchProgram({
      secrets: Number(values.scanned),
      commands: Number(values.commands),
      profile: values.profile,
    }),
};

const chosen = positionals.length > 0 ? positionals : Object.keys(benches);
const results: Record<string, unknown> = {};
for (const name of chosen) {
  const bench = benches[name];
  if (!bench) throw new Error(`There is no bench ${name}; there are ${Object.keys(benches).join(', ')}`);
  results[name] = await bench();
}
const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model };
process.stdout.write(`${JSON.stringify({ machine, ...results }, null, 2)}\n`);
