/**
 * A bot that leads one incident through its life: `incident-child.ts OPTIONS`, JSON of IncidentChildOptions. Says
 * `phase N` before each phase, delivers what is posted, and lives until it is killed.
 */
import { silentLogger } from '../../src/lib/logger.ts';
import { phases, work, workConfig } from './incident-work.ts';
import { type PostingChildOptions, startPosting } from './posting-child.ts';

export interface IncidentChildOptions extends PostingChildOptions {
  /** How many incidents there are in all, and which of them this one leads. */
  count: number;
  number: number;
  /** The last phase it does. Default: all of them. */
  lastPhase?: number;
}

const { options, store, outbox, untilTold } = await startPosting<IncidentChildOptions>();
const { count, number, lastPhase = phases.length - 1 } = options;
const ports = { config: workConfig(count), log: silentLogger, store, outbox };
await work(ports, number, 0, lastPhase + 1, (phase) => console.log(`phase ${phase}`));
console.log('done');
await untilTold();
