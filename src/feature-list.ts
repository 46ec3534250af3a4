import type { Feature } from './define-feature.ts';
import { faqFeature } from './faq/feature.ts';
import { healthFeature } from './health/feature.ts';
import { onboardingFeature } from './onboarding/feature.ts';
import { reportsFeature } from './reports/feature.ts';

/** All rooms. `app.ts` walks this list. */
export const featureList: readonly Feature[] = [healthFeature, faqFeature, onboardingFeature, reportsFeature];
