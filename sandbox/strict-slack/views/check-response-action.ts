import { wholes } from '../block-kit-limits.ts';
import { checkView } from '../check-blocks.ts';
import { describeComplaints } from '../rules/block-limits.ts';
import type { OpenView } from './open-view.ts';

/**
 * What Slack does not take as an answer to a submission: errors for blocks that are no inputs of the view, a view
 * against Block Kit's limits, a fourth view on the stack. The person then sees "We had some trouble connecting".
 * https://docs.slack.dev/surfaces/modals#displaying_errors
 */
export function checkResponseAction(
  answer: { response_action?: string; errors?: Record<string, string>; view?: object },
  view: OpenView,
  depth: number,
): string | undefined {
  const { response_action: action } = answer;
  if (action === undefined || action === 'clear') return undefined;
  if (action === 'errors') return checkErrors(answer.errors, view);
  if (action !== 'update' && action !== 'push') return `unknown response_action ${action}`;
  if (action === 'push' && depth >= wholes.viewStack) return 'push_limit_reached';
  const complaints = checkView(answer.view);
  return complaints.length === 0 ? undefined : describeComplaints(complaints).join(', ');
}

function checkErrors(errors: Record<string, string> | undefined, view: OpenView): string | undefined {
  const inputs = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const strange = Object.keys(errors ?? {}).filter((blockId) => !inputs.includes(blockId));
  if (errors === undefined || Object.keys(errors).length === 0) return 'errors without an error';
  return strange.length === 0 ? undefined : `errors for blocks that are no inputs: ${strange.join(', ')}`;
}
