import { z } from 'zod';
import { Channels } from './channels.ts';
import { ClusterConfig } from './clusters.ts';
import { ExpiryConfig } from './expiry.ts';
import { FaqConfig } from './faq.ts';
import { HealthConfig } from './health.ts';
import { HttpConfig } from './http.ts';
import { IncidentsConfig } from './incidents.ts';
import { OnboardingConfig } from './onboarding.ts';
import { People } from './people.ts';
import { timeZone, url } from './scalars.ts';
import { SlackConfig } from './slack.ts';

/**
 * Everything in steward.yaml. One file per section beside this one; docs/configuration.md and
 * `vault-steward config schema` are made from these schemas, so each key carries its `.describe()`.
 */
export const Config = z
  .strictObject({
    clusters: z
      .array(ClusterConfig)
      .default([])
      .describe('The Vault and OpenBao clusters. Without any, VAULT_ADDR is the only one.'),
    timeZone: timeZone.default('UTC').describe('IANA name. Schedules, days and dates in messages follow it.'),
    channels: Channels.prefault({}).describe('Where the bot posts. Channel ids (C…), not names.'),
    people: People.prefault({}).describe('Who has which role. Everyone else has none.'),
    slack: SlackConfig.prefault({}).describe('How the bot behaves in Slack.'),
    expiry: ExpiryConfig.prefault({}).describe('Secrets that run out.'),
    health: HealthConfig.prefault({}).describe('How the clusters are watched.'),
    faq: FaqConfig.prefault({}).describe('Answers to questions.'),
    incidents: IncidentsConfig.prefault({}).describe('What is wrong: where it is told, and to whom.'),
    report: z
      .strictObject({
        at: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00')
          .default('09:00')
          .describe('Time of day of the monthly report, on the first working day.'),
        holidays: z
          .array(z.iso.date())
          .default([])
          .describe('Days that are no working days besides Saturday and Sunday.'),
      })
      .prefault({})
      .describe('The monthly adoption report.'),
    onboarding: OnboardingConfig.optional().describe(
      'Namespaces by request. Off unless this section is there.',
    ),
    prometheus: z
      .strictObject({
        url: url.optional().describe('Address of Prometheus; PROMETHEUS_URL is taken when this is missing.'),
        caFile: z.string().min(1).optional().describe('CA certificate (PEM).'),
        username: z
          .string()
          .min(1)
          .optional()
          .describe('Basic auth; the password comes from PROMETHEUS_PASSWORD.'),
      })
      .prefault({})
      .describe(
        'Where figures about requests and quotas come from. A bearer token comes from PROMETHEUS_TOKEN.',
      ),
    http: HttpConfig.prefault({}).describe('The two listeners.'),
    store: z
      .strictObject({
        file: z
          .string()
          .min(1)
          .default('vault-steward.sqlite')
          .describe('The SQLite file. On a local disk, never on a network file system.'),
      })
      .prefault({})
      .describe('Where state is kept.'),
    retention: z
      .strictObject({
        days: z
          .int()
          .min(32)
          .max(3650)
          .default(400)
          .describe('How long past requests, posts and snapshots are kept.'),
      })
      .prefault({})
      .describe('How long things are kept.'),
    log: z
      .strictObject({
        level: z
          .enum(['debug', 'info', 'warn', 'error', 'silent'])
          .default('info')
          .describe('What goes to the log on stderr.'),
      })
      .prefault({})
      .describe('Logging.'),
  })
  .superRefine((config, context) => {
    const seen = new Set<string>();
    config.clusters.forEach((cluster, index) => {
      if (seen.has(cluster.name))
        context.addIssue({
          code: 'custom',
          path: ['clusters', index, 'name'],
          message: `a name of its own; ${cluster.name} is there twice`,
        });
      seen.add(cluster.name);
    });
    if (config.onboarding && !seen.has(config.onboarding.cluster))
      context.addIssue({
        code: 'custom',
        path: ['onboarding', 'cluster'],
        message: 'the name of one of the clusters',
      });
  });
export type Config = z.infer<typeof Config>;
