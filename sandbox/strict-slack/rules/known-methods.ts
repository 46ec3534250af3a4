import { methodFacts } from '../method-facts.ts';
import type { Rule } from '../rule.ts';

/** A method whose limits and scopes nobody wrote down in `method-facts.ts` cannot be judged, so it is refused. */
export const knownMethods: Rule = {
  name: 'only methods that the strict Slack has the facts of',
  source: 'https://docs.slack.dev/reference/methods',
  refuse(call) {
    return methodFacts[call.method] === undefined ? { error: 'unknown_method' } : undefined;
  },
};
