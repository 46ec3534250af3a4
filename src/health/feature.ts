import { defineFeature } from '../define-feature.ts';
import { healthPolicyLines } from './policy-lines.ts';
import { statusBoardJob } from './status-board-job.ts';
import { statusInteractions } from './status-interactions.ts';
import { healthMetrics } from './watch-metrics.ts';
import { watchService } from './watch-service.ts';

/** Seal status and health. */
export const healthFeature = defineFeature({
  name: 'health',
  interactions: statusInteractions,
  jobs: [statusBoardJob],
  services: [watchService],
  metrics: healthMetrics,
  policyLines: ({ clusters }, cluster) =>
    clusters.some(({ name, namespace }) => name === cluster && namespace === '') ? healthPolicyLines : [],
});
