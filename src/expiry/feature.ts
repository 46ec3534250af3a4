import { defineFeature } from '../define-feature.ts';
import { expiringInteractions } from './expiring-interactions.ts';
import { itemRetention } from './item-store.ts';
import { expiryMetrics } from './metrics/expiry-metrics.ts';
import { tellExpiryMetrics } from './metrics/tell-metrics.ts';
import { actRetention } from './reminders/act-store.ts';
import { digestRetention } from './reminders/digest-store.ts';
import { handoverRetention } from './reminders/handover-store.ts';
import { reminderInteractions } from './reminders/reminder-interactions.ts';
import { reminderJobs } from './reminders/reminder-jobs.ts';
import { scanJob } from './scan-job.ts';
import { scanRetention } from './scan-store.ts';

/** Everything in Vault that runs out. */
export const expiryFeature = defineFeature({
  name: 'expiry',
  interactions: [...expiringInteractions, ...reminderInteractions],
  jobs: [scanJob, ...reminderJobs],
  metrics: expiryMetrics,
  async beforeScrape({ metrics, store, config, now }) {
    if (metrics && store) await tellExpiryMetrics(metrics, store, config, now());
  },
  retention: [scanRetention, itemRetention, digestRetention, actRetention, handoverRetention],
});
