import { defineFeature } from '../define-feature.ts';
import { itemRetention } from './item-store.ts';
import { scanJob } from './scan-job.ts';
import { scanRetention } from './scan-store.ts';

/** Everything in Vault that runs out. */
export const expiryFeature = defineFeature({
  name: 'expiry',
  jobs: [scanJob],
  retention: [scanRetention, itemRetention],
});
