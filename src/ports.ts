import type { Config } from './config/config.ts';
import type { Cluster } from './core/inventory/cluster.ts';
import type { Feature } from './define-feature.ts';
import type { Logger } from './lib/logger.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { PrometheusClient } from './prometheus/prometheus-client.ts';
import type { SentenceModel } from './semantic/sentence-model.ts';
import type { Outbox } from './slack/outbox-port.ts';
import type { SlackGateway } from './slack/slack-gateway.ts';
import type { Store } from './store/store.ts';
import type { WithWriter } from './vault/with-writer.ts';

/**
 * Everything outside that features and commands may touch, made once by `app.ts` (or by the terminal, or by a
 * test) and handed down. What a command did not declare under `needs` may be missing here.
 */
export interface Ports {
  config: Config;
  log: Logger;
  /** The clock. The only one: nothing below calls `new Date()` by itself. */
  now(): Date;
  clusters: readonly Cluster[];
  /** Where the program counts; missing in a terminal. */
  metrics?: Metrics | undefined;
  prometheus?: PrometheusClient | undefined;
  store?: Store | undefined;
  slack?: SlackGateway | undefined;
  outbox?: Outbox | undefined;
  /** The writing login. Only for approved onboarding runs; a test keeps every other file away from it. */
  withWriter?: WithWriter | undefined;
  /** Loads a sentence model by folder or name; missing where there is none to load. @throws SentenceModelError */
  openSentenceModel?: ((name: string) => Promise<SentenceModel>) | undefined;
  /** All rooms: the monthly report asks each for its figures without knowing which there are. */
  features?: readonly Feature[] | undefined;
}
