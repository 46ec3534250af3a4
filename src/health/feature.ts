import { defineFeature } from '../define-feature.ts';
import { healthPolicyLines } from './policy-lines.ts';
import { statusBoardJob } from './status-board-job.ts';
import { healthMetrics } from './watch-metrics.ts';

/** Seal status and health. */
export const healthFeature = defineFeature({
  name: 'health',
  jobs: [statusBoardJob],
  metrics: healthMetrics,
  policyLines: ({ clusters }, cluster) =>
    clusters.some(({ name, namespace }) => name === cluster && namespace === '') ? healthPolicyLines : [],
});
