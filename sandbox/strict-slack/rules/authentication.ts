import { methodFacts } from '../method-facts.ts';
import type { Rule } from '../rule.ts';

export const authentication: Rule = {
  name: 'a token, a known one, and of the kind that the method takes',
  source: 'https://docs.slack.dev/authentication/tokens',
  refuse(call, world) {
    const { botToken, appToken } = world.workspace.app;
    if (call.token === undefined) return { error: 'not_authed' };
    if (call.token !== botToken && call.token !== appToken) return { error: 'invalid_auth' };
    const wanted = methodFacts[call.method]?.appToken ? appToken : botToken;
    return call.token === wanted ? undefined : { error: 'not_allowed_token_type' };
  },
};
