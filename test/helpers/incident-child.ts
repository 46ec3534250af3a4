/**
 * A bot that leads one incident through its life: `incident-child.ts OPTIONS`, JSON of IncidentChildOptions. Says
 * `phase N` before each phase, delivers what is posted, and goes on until it is killed.
 */
import { once } from 'node:events';
import { silentLogger } from '../../src/lib/logger.ts';
import { createOutbox } from '../../src/slack/outbox.ts';
import type { OutboxSettings } from '../../src/slack/outbox-settings.ts';
import { openStore } from '../../src/store/open-store.ts';
import { phases, work, workConfig } from './incident-work.ts';

export interface IncidentChildOptions {
  store: string;
  apiUrl: string;
  token: string;
  settings: Partial<OutboxSettings>;
  /** How many incidents there are in all, and which of them this one leads. */
  count: number;
  number: number;
}

const {
  store: file,
  apiUrl,
  token,
  settings,
  count,
  number,
}: IncidentChildOptions = JSON.parse(process.argv[2] ?? '');
const store = await openStore(file);
const outbox = createOutbox({
  store,
  environment: { slackBotToken: token, slackApiUrl: apiUrl },
  log: silentLogger,
  now: () => new Date(),
  settings,
});
outbox.start();
const ports = { config: workConfig(count), log: silentLogger, store, outbox };
await work(ports, number, 0, phases.length, (phase) => console.log(`phase ${phase}`));
console.log('done');
await once(process.stdin, 'data');
