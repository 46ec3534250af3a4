import { defineRule, type Finding } from './rule.ts';

/** Tens of thousands of unused tokens come from one auth method that gives out long-lived ones: name it. */
export const tokenExplosion = defineRule({
  rule: 'token-explosion',
  title: 'Very many tokens',
  meaning:
    'Something logs in again and again instead of keeping its token. Storage fills up, and a change of leaders takes longer.',
  nextStep:
    'Find the client that logs in too often; shorten the token TTL of that auth method, or give batch tokens.',
  command: 'bao read sys/internal/counters/tokens',
  basis: 'slow',
  judge: ({ slow, settings }) => {
    const found = slow?.metrics?.tokens.filter(
      ({ count, weekAgo }) => count > settings.tokensAbove && count > weekAgo * 2,
    );
    if (!found) return undefined;
    if (found.length === 0) return [];
    const texts = found.map(({ method, namespace, count, weekAgo, mount }) => {
      const where = isRoot(namespace) ? '' : ` in ${namespace}`;
      return `${mount ?? `auth method ${method}`}${where} has ${count} tokens, ${weekAgo} a week ago`;
    });
    const finding: Finding = { severity: 'warning', text: texts.join('; ') };
    return [finding];
  },
});

function isRoot(namespace: string): boolean {
  return namespace === '' || namespace === 'root';
}
