import type { Feature } from './define-feature.ts';
import { expiryFeature } from './expiry/feature.ts';
import { faqFeature } from './faq/feature.ts';
import { healthFeature } from './health/feature.ts';
import { onCallFeature } from './on-call/feature.ts';
import { onboardingFeature } from './onboarding/feature.ts';
import { postsFeature } from './posts/feature.ts';
import { reportsFeature } from './reports/feature.ts';

/** All rooms. `app.ts` walks this list. */
// biome-ignore format: one line each, so that changes side by side stay easy to merge
export const featureList: readonly Feature[] = [
  onCallFeature,
  healthFeature,
  expiryFeature,
  faqFeature,
  onboardingFeature,
  reportsFeature,
  postsFeature,
];
