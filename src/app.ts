import { commandList } from './command-list.ts';
import type { Config } from './config/config.ts';
import type { Environment } from './config/environment.ts';
import { closeClusters, createClusters } from './core/inventory/create-clusters.ts';
import { checkSlack } from './doctor/check-slack.ts';
import { examine } from './doctor/examine.ts';
import { featureList } from './feature-list.ts';
import { healthChecks } from './health-checks.ts';
import { internalRoutes } from './http/internal-routes.ts';
import { type Listener, listen } from './http/listener.ts';
import { lastSuccesses } from './jobs/job-store.ts';
import { createRetentionJob, jobRetention } from './jobs/retention-job.ts';
import { Scheduler } from './jobs/scheduler.ts';
import { ConfigError, type ConfigProblem } from './lib/errors.ts';
import type { Logger } from './lib/logger.ts';
import { createMetrics, type MetricsRegistry } from './metrics/metrics.ts';
import { ownMetrics } from './metrics/own-metrics.ts';
import type { Ports } from './ports.ts';
import { openPrometheus } from './prometheus/open-prometheus.ts';
import { modelOpener } from './semantic/sentence-model.ts';
import { createSlack, type SlackDoor } from './slack/create-slack.ts';
import { createGateway } from './slack/gateway.ts';
import { createOutbox } from './slack/outbox.ts';
import { outboxHealth } from './slack/outbox-health.ts';
import { openStore } from './store/open-store.ts';
import type { RequestOutcome } from './vault/create-vault-client.ts';
import { createWithWriter, type WithWriter } from './vault/with-writer.ts';

export interface AppOptions {
  config: Config;
  environment: Environment;
  log: Logger;
  now(): Date;
  version: string;
}

export interface RunningApp {
  /** Where `/healthz`, `/readyz` and `/metrics` answer. */
  internalAddress: string;
  /** HTTP mode only: where Slack comes in. */
  publicAddress: string | undefined;
  /** Takes nothing new, lets running handlers finish, and ends within about 5 seconds. */
  stop(): Promise<void>;
}

/**
 * The composition root: everything wired, nothing decided. Slack, Vault and Prometheus may all be away; each is
 * tried again for as long as the program runs.
 *
 * @throws ConfigError when a secret is missing
 */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, environment, log, now } = options;
  requireSecrets(environment);
  checkServices(config);
  const metrics = createMetrics(
    [...ownMetrics, ...featureList.flatMap((feature) => feature.metrics)],
    Object.keys(config.expiry.metrics.labels),
  );
  metrics.set('vault_steward_build_info', { version: options.version }, 1);
  const store = await openStore(config.store.file);
  const observe = countRequests(metrics);
  const clusters = createClusters(config, environment, log, now, { observe });
  const prometheus = openPrometheus(config, environment);
  const gateway = createGateway({ environment, log, now });
  const outbox = createOutbox({
    environment,
    store,
    log: log.child({ part: 'outbox' }),
    now,
    dryRunChannel: config.slack.dryRunChannel,
    operatorsChannel: config.channels.operators,
  });
  const ports = {
    config,
    log,
    now,
    clusters,
    metrics,
    prometheus,
    store,
    slack: gateway,
    outbox,
    withWriter: openWriter(options, observe),
    openSentenceModel: modelOpener(config),
    features: featureList,
  };
  const interactions = featureList.flatMap((feature) => feature.interactions);
  const slack = await createSlack({
    environment,
    ports,
    commands: commandList,
    interactions,
    homeSections: featureList.map((feature) => (person, all) => feature.homeSection(person, all)),
    metrics,
  });
  const scheduler = new Scheduler({
    jobs: [
      ...featureList.flatMap((feature) => feature.jobs),
      createRetentionJob([jobRetention, ...featureList.flatMap((feature) => feature.retention)]),
    ],
    ports,
    onRun: ({ job, outcome }) => {
      metrics.count('vault_steward_job_runs_total', { job_name: job, outcome });
    },
  });
  metrics.beforeScrape(async () => {
    metrics.set('vault_steward_slack_connected', {}, slack.state().connected ? 1 : 0);
    const { counts, oldestWaitingSeconds } = await outboxHealth(store, now());
    for (const [state, count] of Object.entries(counts))
      metrics.set('vault_steward_outbox_posts', { state }, count);
    metrics.set('vault_steward_outbox_oldest_waiting_seconds', {}, oldestWaitingSeconds);
    for (const { job, at } of await lastSuccesses(store.db))
      if (at)
        metrics.set(
          'vault_steward_job_last_success_timestamp_seconds',
          { job_name: job },
          at.getTime() / 1_000,
        );
    await Promise.all(featureList.map((feature) => feature.beforeScrape(ports)));
  });
  const checks = healthChecks(ports, slack);
  const internal = await listen({ ...config.http.internal, routes: internalRoutes(metrics, checks), log });
  const external = await openPublicListener(config, slack, log);
  outbox.start();
  await slack.start();
  await scheduler.start();
  const services = featureList.flatMap((feature) => feature.services.map((one) => one.start(ports)));
  void tellChannelProblems(ports);
  log.info({ internal: internal.address, public: external?.address, version: options.version }, 'Started');
  return {
    internalAddress: internal.address,
    publicAddress: external?.address,
    async stop() {
      log.info({}, 'Stopping');
      await Promise.all([
        scheduler.stop(),
        ...services.map((service) => service.stop()),
        slack.stop(),
        external?.stop(4_000),
      ]);
      await outbox.stop();
      await Promise.all([internal.stop(100), closeClusters(clusters), prometheus?.close()]);
      await store.close();
      log.info({}, 'Stopped');
    },
  };
}

/** Posts would fail later: said at once, with the `/invite` to type. While Slack is away there is nothing to say. */
async function tellChannelProblems(ports: Ports): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  const findings = await examine([checkSlack], { ports, now: ports.now(), signal, reference: 'start' });
  for (const { name, ok, detail, fix } of findings)
    if (!ok) ports.log.warn({ name, detail, fix }, 'Slack is not set up');
}

/** What only `start` needs. The terminal's commands work without any of it. */
function requireSecrets(environment: Environment): void {
  const problems: ConfigProblem[] = [];
  if (environment.slackBotToken === undefined)
    problems.push({ key: 'SLACK_BOT_TOKEN', expected: 'the bot token (xoxb-…) of your Slack app' });
  if (environment.slackAppToken === undefined && environment.slackSigningSecret === undefined)
    problems.push({
      key: 'SLACK_APP_TOKEN',
      expected: 'the app token (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP mode',
    });
  if (problems.length > 0) throw new ConfigError(problems);
}

/** What of the configuration only a room can judge. @throws ConfigError */
function checkServices(config: Config): void {
  const services = featureList.flatMap((feature) => feature.services);
  const problems = services.flatMap((service) => service.check?.(config) ?? []);
  if (problems.length > 0) throw new ConfigError(problems);
}

function countRequests(metrics: MetricsRegistry): (request: RequestOutcome) => void {
  return ({ cluster, method, outcome, seconds }) => {
    metrics.count('vault_steward_vault_requests_total', { cluster, method, outcome });
    metrics.observe('vault_steward_vault_request_duration_seconds', { cluster }, seconds);
  };
}

/** Undefined unless onboarding is switched on with a writing login. */
function openWriter(
  { config, environment, log, now }: AppOptions,
  observe: (request: RequestOutcome) => void,
): WithWriter | undefined {
  const { onboarding } = config;
  const cluster = config.clusters.find(({ name }) => name === onboarding?.cluster);
  return onboarding && cluster && createWithWriter({ cluster, onboarding, environment, log, now, observe });
}

async function openPublicListener(
  config: Config,
  slack: SlackDoor,
  log: Logger,
): Promise<Listener | undefined> {
  if (!slack.httpHandler) return undefined;
  return listen({ ...config.http.public, routes: { 'POST /slack/events': slack.httpHandler }, log });
}
