import { wholes } from '../block-kit-limits.ts';
import { checkView } from '../check-blocks.ts';
import type { Rule } from '../rule.ts';
import { describeComplaints } from './block-limits.ts';

export const viewLimits: Rule = {
  name: 'invalid_arguments for whatever Block Kit does not allow in a view, view_too_large above 250 kB',
  source: 'https://docs.slack.dev/reference/views/modal-views',
  refuse(call) {
    if (!call.method.startsWith('views.')) return undefined;
    const { view } = call.args;
    if (Buffer.byteLength(JSON.stringify(view)) > wholes.viewBytes) return { error: 'view_too_large' };
    const wanted = call.method === 'views.publish' ? 'home' : undefined;
    const type = (view as { type?: string }).type;
    const complaints = checkView(view);
    if (wanted !== undefined && type !== wanted)
      complaints.push({ at: '/view/type', problem: `must be ${wanted}` });
    if ((call.method === 'views.open' || call.method === 'views.push') && type !== 'modal')
      complaints.push({ at: '/view/type', problem: 'must be modal' });
    if (complaints.length === 0) return undefined;
    const messages = describeComplaints(complaints);
    return { error: 'invalid_arguments', details: { response_metadata: { messages } } };
  },
};
