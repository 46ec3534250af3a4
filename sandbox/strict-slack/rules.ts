import type { Rule } from './rule.ts';
import { authentication } from './rules/authentication.ts';
import { blockLimits } from './rules/block-limits.ts';
import { channelMembership } from './rules/channel-membership.ts';
import { directMessages } from './rules/direct-messages.ts';
import { editableMessages } from './rules/editable-messages.ts';
import { ephemeralRecipients } from './rules/ephemeral-recipients.ts';
import { knownMethods } from './rules/known-methods.ts';
import { messageLength } from './rules/message-length.ts';
import { rateLimits } from './rules/rate-limits.ts';
import { requiredArguments } from './rules/required-arguments.ts';
import { scopes } from './rules/scopes.ts';
import { slackFiles } from './rules/slack-files.ts';
import { triggerLife } from './rules/trigger-life.ts';
import { viewHash } from './rules/view-hash.ts';
import { viewLimits } from './rules/view-limits.ts';

/** All rules for Web API calls, in the order in which they are asked; the first refusal is the answer. */
export const rules: readonly Rule[] = [
  authentication,
  knownMethods,
  rateLimits,
  scopes,
  requiredArguments,
  directMessages,
  channelMembership,
  ephemeralRecipients,
  editableMessages,
  messageLength,
  blockLimits,
  slackFiles,
  viewLimits,
  viewHash,
  triggerLife,
];
