import { textArgument } from '../api-call.ts';
import type { Rule } from '../rule.ts';

export const viewHash: Rule = {
  name: 'views.update only of a view that is still open, and with its newest hash if one is given',
  source: 'https://docs.slack.dev/reference/methods/views.update#errors',
  refuse(call, world) {
    if (call.method !== 'views.update') return undefined;
    const id = textArgument(call, 'view_id') ?? textArgument(call, 'external_id');
    const view = id === undefined ? undefined : world.views.find(id);
    if (view === undefined) return { error: 'not_found' };
    const hash = textArgument(call, 'hash');
    return hash === undefined || hash === view.hash ? undefined : { error: 'hash_conflict' };
  },
};
