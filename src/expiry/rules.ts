import type { ExpiryRule } from '../config/expiry.ts';

/** Where something is, as rules look at it. */
export interface RulePlace {
  cluster: string;
  namespace: string;
  /** `''` for what is in no mount. */
  mount: string;
}

/** The rules that may hold for paths of one place, in their order. Pure. */
export function rulesAt(rules: readonly ExpiryRule[], place: RulePlace): ExpiryRule[] {
  return rules.filter(
    (rule) =>
      (rule.cluster === undefined || rule.cluster === place.cluster) &&
      (rule.namespace === undefined || matcherOf(rule.namespace)(place.namespace)) &&
      (rule.mount === undefined || matcherOf(rule.mount)(place.mount)),
  );
}

/** What a pattern matches: itself, where a `*` stands for any characters, slashes included. */
export function matcherOf(pattern: string): (text: string) => boolean {
  if (!pattern.includes('*')) return (text) => text === pattern;
  const source = pattern
    .split(/\*+/)
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^]*');
  const expression = new RegExp(`^${source}$`, 'u');
  return (text) => expression.test(text);
}
