import { textArgument } from '../api-call.ts';
import type { Rule } from '../rule.ts';

const errors = {
  unknown: 'invalid_trigger_id',
  expired: 'expired_trigger_id',
  exchanged: 'exchanged_trigger_id',
} as const;

export const triggerLife: Rule = {
  name: 'a trigger_id opens one modal, within 3 seconds',
  source: 'https://docs.slack.dev/reference/methods/views.open#errors',
  refuse(call, world) {
    if (call.method !== 'views.open' && call.method !== 'views.push') return undefined;
    const state = world.triggers.stateOf(textArgument(call, 'trigger_id') ?? '');
    return state === 'good' ? undefined : { error: errors[state] };
  },
};
