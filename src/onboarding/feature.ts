import { defineFeature } from '../define-feature.ts';
import { homeBlocks } from './home-section.ts';
import { onboardingReadLines } from './login-policies.ts';
import { onboardingInteractions } from './onboarding-interactions.ts';
import { onboardingJobs } from './onboarding-jobs.ts';
import { countOutcomes, requestRetention, requestsIn } from './request-store.ts';

/** Namespaces by request: asked for in a form, approved by a person, carried out and proven by the bot. */
export const onboardingFeature = defineFeature({
  name: 'onboarding',
  interactions: onboardingInteractions,
  jobs: onboardingJobs,
  retention: [requestRetention],
  policyLines: ({ onboarding }, cluster) =>
    onboarding?.cluster === cluster
      ? onboardingReadLines(onboarding).map((line) => ({
          ...line,
          feature: 'onboard',
          namespace: onboarding.groups.namespace,
        }))
      : [],
  async homeSection(person, { config, store }) {
    if (!config.onboarding || !store) return [];
    return homeBlocks(await requestsIn(store, ['submitted', 'pending', 'approved', 'running']), person);
  },
  async facts(period, { config, store }) {
    if (!config.onboarding || !store) return [];
    const { done, denied } = await countOutcomes(store, period);
    return [
      { name: 'namespaces_onboarded', label: 'Namespaces made by request', unit: 'namespaces', value: done },
      { name: 'onboarding_denied', label: 'Requests for namespaces denied', unit: 'requests', value: denied },
    ];
  },
});
