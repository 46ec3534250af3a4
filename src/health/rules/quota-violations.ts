import { defineRule } from './rule.ts';

/** A quota that refuses is doing its work, but somebody is not getting what they ask for. */
export const quotaViolations = defineRule({
  rule: 'quota-violations',
  title: 'A quota refuses requests',
  meaning:
    'Clients get 429 instead of an answer: those that ask too often, and others that share their quota.',
  nextStep: 'Find out who asks so often; raise the quota only if that is what they should do.',
  command: 'bao list sys/quotas/rate-limit',
  basis: 'slow',
  judge: ({ slow }) => {
    const violations = slow?.metrics?.violations;
    if (!violations) return undefined;
    if (violations.length === 0) return [];
    const texts = violations.map(
      ({ quota, namespace, count }) =>
        `${quota}${namespace === '' ? '' : ` in ${namespace}`} refused ${count}`,
    );
    return [
      { severity: 'warning', text: `Requests refused in the last quarter of an hour: ${texts.join(', ')}` },
    ];
  },
});
