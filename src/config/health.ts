import { z } from 'zod';
import { url } from './scalars.ts';

const severity = z.enum(['critical', 'warning', 'info']);

const RuleSettings = z.strictObject({
  off: z.boolean().default(false).describe('The rule is not looked at.'),
  severity: severity.optional().describe('Instead of the rule’s own one.'),
  afterSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .optional()
    .describe('It must hold for so long first, instead of the rule’s own time.'),
});

const BackupConfig = z
  .strictObject({
    cluster: z.string().min(1).describe('Name of the cluster.'),
    file: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The newest file counts: `/backup/vault-*.snap`. A `*` in the last part stands for anything.',
      ),
    command: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'Program and arguments, run without a shell. It prints the time of the last good snapshot: Unix seconds or RFC 3339.',
      ),
    metric: z
      .string()
      .min(1)
      .optional()
      .describe('PromQL that gives the time of the last good snapshot in Unix seconds.'),
    maxAgeHours: z.int().min(1).max(8_760).default(24).describe('Older than this is a problem.'),
  })
  .refine(
    ({ file, command, metric }) => [file, command, metric].filter((one) => one !== undefined).length === 1,
    'one of file, command and metric',
  );
export type BackupConfig = z.infer<typeof BackupConfig>;

export const HealthConfig = z.strictObject({
  lookSeconds: z
    .number()
    .min(0.1)
    .max(300)
    .default(5)
    .describe('Every node is asked so often: two requests without a token, nothing in the audit log.'),
  clusterLookSeconds: z
    .number()
    .min(0.1)
    .max(3_600)
    .default(60)
    .describe('Every cluster is asked so often with the bot’s token; docs/health.md has what that costs.'),
  slowLookSeconds: z
    .number()
    .min(0.1)
    .max(86_400)
    .default(300)
    .describe('Prometheus, backups and listener certificates are looked at so often.'),
  activeOrMajority: z
    .strictObject({
      severity: severity.default('critical').describe('How bad that is.'),
      afterSeconds: z.int().min(0).max(3_600).default(0).describe('It must hold for so long first.'),
    })
    .prefault({})
    .describe('The active node, or most nodes of a cluster, sealed or unreachable.'),
  oneNode: z
    .strictObject({
      severity: severity.default('warning').describe('How bad that is.'),
      afterSeconds: z.int().min(0).max(3_600).default(60).describe('It must hold for so long first.'),
    })
    .prefault({})
    .describe('One node sealed, of a cluster that is well otherwise.'),
  unreachableLooks: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('A node counts as unreachable after so many looks in a row.'),
  leaderChanges: z
    .strictObject({
      count: z.int().min(2).max(100).default(3).describe('So many changes of the active node …'),
      withinMinutes: z.int().min(1).max(1_440).default(15).describe('… within this time are a problem.'),
    })
    .prefault({})
    .describe('When a cluster’s leadership counts as restless.'),
  clockSkewSeconds: z
    .int()
    .min(2)
    .max(3_600)
    .default(5)
    .describe('A node’s clock may differ so much from the others’.'),
  certificateDays: z
    .strictObject({
      warning: z.int().min(1).max(365).default(14).describe('A warning so many days before the end.'),
      critical: z.int().min(1).max(365).default(3).describe('Critical so many days before the end.'),
    })
    .prefault({})
    .describe(
      'Certificates of listeners. For those that live shorter, at most a quarter and a tenth of their life.',
    ),
  durationFactor: z
    .number()
    .min(1.1)
    .max(100)
    .default(2)
    .describe('Requests that take so many times as long as in the same hour a week ago are a problem.'),
  durationAboveMs: z.int().min(1).max(60_000).default(20).describe('… if they take longer than this.'),
  tokensAbove: z
    .int()
    .min(1)
    .default(5_000)
    .describe('An auth method with more tokens than this, and over twice those of a week ago, is a problem.'),
  leasesAbove: z
    .int()
    .min(1)
    .default(50_000)
    .describe('More leases than this, and over twice those of a week ago, are a problem.'),
  diskFreePercent: z
    .int()
    .min(1)
    .max(90)
    .default(15)
    .describe('A disk of a node with less than this left is a problem; with a third of it, critical.'),
  backups: z.array(BackupConfig).default([]).describe('How old the last good snapshot of a cluster may be.'),
  heartbeatUrl: url
    .optional()
    .describe(
      'Called with GET after each good round of looks, so that another service can tell when the bot is gone.',
    ),
  rules: z
    .record(z.string(), RuleSettings)
    .default({})
    .describe('By the rule’s name, such as `clock-skew`; docs/health.md lists the rules.'),
});
export type HealthConfig = z.infer<typeof HealthConfig>;
