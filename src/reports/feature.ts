import { defineFeature } from '../define-feature.ts';
import { reportJob } from './report-job.ts';
import { snapshotJob } from './snapshot-job.ts';
import { snapshotRetention } from './snapshot-store.ts';

/** How much Vault is used: counted every day, told every month. */
export const reportsFeature = defineFeature({
  name: 'reports',
  jobs: [snapshotJob, reportJob],
  retention: [snapshotRetention],
});
