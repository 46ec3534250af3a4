import type { Job } from '../define-job.ts';
import { hourMs } from '../lib/times.ts';
import { advanceRequests, tidyRequests } from './advance-requests.ts';
import { deskIfOpen } from './desk.ts';

/** What a restart, a kill or a sealed Vault has left undone; decisions are carried out at once without it. */
const advance: Job = {
  name: 'onboarding-runs',
  summary: 'Goes on with requests for namespaces that were interrupted or have to wait',
  schedule: () => '* * * * *',
  slot: (at, config) => (config.onboarding ? at.toISOString().slice(0, 16) : undefined),
  greatestAgeMs: 0,
  async run(_slot, { ports, signal }) {
    const desk = deskIfOpen(ports);
    if (desk) await advanceRequests(desk, signal);
  },
};

const tidy: Job = {
  name: 'onboarding-reminders',
  summary: 'Reminds approvers of requests, and closes those nobody answered',
  schedule: () => '*/15 * * * *',
  slot: (at, config) => (config.onboarding ? at.toISOString().slice(0, 16) : undefined),
  greatestAgeMs: hourMs,
  async run(_slot, { ports }) {
    const desk = deskIfOpen(ports);
    if (desk) await tidyRequests(desk);
  },
};

export const onboardingJobs: readonly Job[] = [advance, tidy];
