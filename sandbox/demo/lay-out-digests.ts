import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { closeClusters, createClusters } from '../../src/core/inventory/create-clusters.ts';
import { eachItem } from '../../src/expiry/item-store.ts';
import type { Desk } from '../../src/expiry/reminders/desk.ts';
import { sendDigests } from '../../src/expiry/reminders/send-digests.ts';
import { settleDigests } from '../../src/expiry/reminders/settle-digests.ts';
import { runScan } from '../../src/expiry/run-scan.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { dateInZone } from '../../src/lib/times.ts';
import { createGateway } from '../../src/slack/gateway.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { StrictSlack } from '../strict-slack/start-strict-slack.ts';
import type { AppRoleLogin } from './bot-login.ts';
import { storingOutbox } from './storing-outbox.ts';

/** The bot's own reading login, Slack, and steward.yaml as the bot gets it. */
interface Surroundings {
  login: AppRoleLogin;
  slack: StrictSlack;
  config: object;
}

/**
 * Makes today's digests, whatever the hour and the day, so that the bot posts them as soon as it is there: a demo
 * cannot wait for nine o'clock.
 */
export function layOutDigests(around: Surroundings, now: Date): Promise<void> {
  return atDesk(around, now, async (desk) => {
    const day = dateInZone(now, desk.config.timeZone);
    const { signal } = new AbortController();
    await sendDigests(desk, { items: eachItem(desk.store.db, {}), day, dueAt: now, signal });
  });
}

/** Looks through Vault now, and not by the clock: what was renewed is struck out by the bot. */
export function scanAgain(around: Surroundings, now: Date): Promise<void> {
  return atDesk(around, now, settleDigests);
}

/** A scan, and then some work with what it has found; posts are left to the bot. */
async function atDesk(
  { login, slack, config }: Surroundings,
  now: Date,
  work: (desk: Desk) => Promise<void>,
): Promise<void> {
  const parsed = parseConfig(config);
  const environment = readEnvironment({
    VAULT_ROLE_ID: login.roleId,
    VAULT_SECRET_ID: login.secretId,
    SLACK_BOT_TOKEN: slack.world.workspace.app.botToken,
    SLACK_API_URL: `${slack.url}/api/`,
  });
  const log = silentLogger;
  const clock = () => now;
  const clusters = createClusters(parsed, environment, log, clock);
  const store = await openStore(parsed.store.file);
  const { signal } = new AbortController();
  try {
    await runScan({ config: parsed, clusters, store, log, now: clock }, { now, signal, log });
    const outbox = storingOutbox(store, now);
    const gateway = createGateway({ environment, log, now: clock });
    await work({ config: parsed, clusters, store, outbox, slack: gateway, log, now: clock });
  } finally {
    await store.close();
    await closeClusters(clusters);
  }
}
