import { ErrorCode, type WebAPICallError } from '@slack/web-api';

/**
 * What a failed call means for a post:
 *
 * - `limited`: not done, Slack says when to come back
 * - `unreachable`: the request never left; nothing is done
 * - `unknown`: Slack may have done it; look before doing it again
 * - `again`: refused for the moment
 * - `account`: Slack refuses us altogether (token, scopes); every post waits for an operator
 * - `destination`: this channel or person cannot be posted to until somebody changes that
 * - `message`: Slack takes everything but this message
 */
export type TroubleKind =
  | 'limited'
  | 'unreachable'
  | 'unknown'
  | 'again'
  | 'account'
  | 'destination'
  | 'message';

export interface Trouble {
  kind: TroubleKind;
  /** Slack's word, or ours for what never reached Slack: stored with the post. */
  error: string;
  /** For operators: what is wrong, and what to do. */
  text: string;
  retryAfterMs?: number;
}

type Known = readonly [TroubleKind, string];

const again = (text: string): Known => ['again', text];
const account = (text: string): Known => ['account', text];
const destination = (text: string): Known => ['destination', text];
const message = (text: string): Known => ['message', text];

const reinstall = 'Install the app again and give the bot its new token.';
const longer = 'The message breaks one of Slack’s limits. The log has the details.';
const invite = 'The bot is not in the channel. Invite it there.';
const restricted = 'A setting of the workspace or the channel forbids the bot to post there.';

/**
 * Slack's words for failed calls. `fatal_error` and `internal_error` may come after the work was done. Words that are
 * missing here are tried again later.
 * https://docs.slack.dev/reference/methods/chat.postMessage#errors
 */
const knownErrors: Readonly<Record<string, Known>> = {
  fatal_error: ['unknown', 'Slack had a fault of its own.'],
  internal_error: ['unknown', 'Slack had a fault of its own.'],

  ratelimited: ['limited', 'Slack asks for a pause.'],
  rate_limited: ['limited', 'Slack asks for a pause.'],
  message_limit_exceeded: again('The workspace sends more messages than Slack takes.'),
  request_timeout: again('Slack did not get the whole request.'),
  service_unavailable: again('Slack is not available.'),
  team_added_to_org: again('The workspace is being moved into an organization.'),
  accesslimited: again('Slack is limited on this network at the moment.'),
  external_channel_migrating: again('The channel is being moved.'),

  not_authed: account('The bot has no token.'),
  invalid_auth: account(`Slack does not know the bot’s token. ${reinstall}`),
  token_revoked: account(`The bot’s token was revoked. ${reinstall}`),
  token_expired: account(`The bot’s token has expired. ${reinstall}`),
  account_inactive: account(`The app was removed from the workspace. ${reinstall}`),
  not_allowed_token_type: account('The token is no bot token (xoxb-…).'),
  missing_scope: account(
    'The app lacks a scope. Compare it with manifest.yml, `vault-steward doctor` names the scope.',
  ),
  no_permission: account('The app lacks a right. `vault-steward doctor` tells which.'),
  org_login_required: account('The workspace is locked while it moves into an organization.'),
  ekm_access_denied: account('Administrators have suspended posting.'),
  team_access_not_granted: account('The app has no access to this workspace.'),
  access_denied: account('Slack denies the app access.'),
  two_factor_setup_required: account('Slack wants two-factor authentication to be set up.'),

  channel_not_found: destination(
    'Slack knows no such channel, or it is private and the bot is not in it. Check the id and invite the bot.',
  ),
  not_in_channel: destination(invite),
  is_archived: destination('The channel is archived. Unarchive it or name another one in steward.yaml.'),
  is_inactive: destination('The channel is frozen.'),
  restricted_action: destination(restricted),
  restricted_action_read_only_channel: destination(restricted),
  restricted_action_thread_only_channel: destination(restricted),
  restricted_action_non_threadable_channel: destination(restricted),
  restricted_action_thread_locked: destination(restricted),
  team_not_found: destination('The channel belongs to another workspace.'),
  user_not_found: destination('Slack knows no such person.'),
  users_not_found: destination('Slack knows no such person.'),
  user_not_visible: destination('The bot cannot see this person.'),
  user_disabled: destination('This person’s account is deactivated.'),
  cannot_dm_bot: destination('Bots cannot be written to.'),
  messages_tab_disabled: destination('The app’s Messages tab is off. Switch it on in the app’s settings.'),

  invalid_blocks: message(longer),
  invalid_blocks_format: message(longer),
  msg_blocks_too_long: message(longer),
  msg_too_long: message(longer),
  invalid_arguments: message(longer),
  no_text: message('The message has no text.'),
  cannot_reply_to_message: message('Nobody can reply to the message that the thread hangs on.'),
  thread_not_found: message('The message that the thread hangs on is gone.'),
  message_not_found: message('The message was deleted.'),
  cant_update_message: message('The message is not the bot’s to edit.'),
  cant_delete_message: message('The message is not the bot’s to delete.'),
  compliance_exports_prevent_deletion: message('The workspace keeps all messages, so none can be deleted.'),
  edit_window_closed: message('The message is too old to be edited.'),

  file_uploads_disabled: message('Uploads are switched off in this workspace.'),
  file_upload_size_restricted: message('The workspace does not take files of this size.'),
  file_type_not_allowed: message('The workspace does not take pictures.'),
  posting_to_channel_denied: message('The bot may not upload there.'),
};

const blockErrors = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long']);

/** Slack would take the message if its blocks were others. */
export function isBlockTrouble(trouble: Trouble): boolean {
  return blockErrors.has(trouble.error);
}

/** Nobody but an operator can change what keeps us from looking for a post. */
export function preventsLooking(trouble: Trouble): boolean {
  if (trouble.kind === 'destination' || trouble.kind === 'message') return true;
  return trouble.error === 'missing_scope' || trouble.error === 'no_permission';
}

/** Codes of errors that come before a connection stands, so that Slack cannot have seen the request. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** A search for a post met more messages than it may go through. */
export class SearchTooLong extends Error {
  override name = 'SearchTooLong';
}

/** What an error of Slack's client means. */
export function classifyTrouble(thrown: unknown): Trouble {
  if (thrown instanceof SearchTooLong)
    return {
      kind: 'message',
      error: 'search_too_long',
      text: 'Too much was written since to search it all.',
    };
  const failure = thrown as Partial<WebAPICallError>;
  if (failure?.code === ErrorCode.RateLimitedError && 'retryAfter' in failure)
    return limited((failure.retryAfter ?? 1) * 1_000);
  if (failure?.code === ErrorCode.PlatformError && 'data' in failure)
    return classifyWord(String(failure.data?.error ?? ''));
  if (failure?.code === ErrorCode.RequestError && neverSent.has(deepestCode(thrown)))
    return ownTrouble('unreachable', 'unreachable');
  const status = failure?.code === ErrorCode.HTTPError && 'statusCode' in failure ? failure.statusCode : '';
  return { kind: 'unknown', error: `no_answer${status ? `_${status}` : ''}`, text: 'Slack gave no answer.' };
}

/** Words of our own for what never came from Slack. */
const ownWords: Readonly<Record<string, string>> = {
  unreachable: 'Slack cannot be reached.',
  expired: 'Its time was over before it could be posted.',
  parent_failed: 'The post that it belongs under was given up.',
  search_too_long: 'Too much was written since to search it all.',
};

export function ownTrouble(kind: TroubleKind, error: string): Trouble {
  return { kind, error, text: ownWords[error] ?? '' };
}

/** In words, what is stored as a post's reason. */
export function explainReason(reason: string): string {
  if (Object.hasOwn(ownWords, reason)) return ownWords[reason] ?? '';
  return reason.startsWith('no_answer') ? 'Slack gave no answer.' : classifyWord(reason).text;
}

function classifyWord(word: string): Trouble {
  // The client puts a body that is no JSON here, of a gateway or of an answer that was cut off.
  if (!/^[a-z][a-z0-9_]{1,80}$/.test(word))
    return { kind: 'unknown', error: 'no_answer', text: 'Slack gave no answer that can be read.' };
  const known = Object.hasOwn(knownErrors, word) ? knownErrors[word] : undefined;
  const [kind, text] = known ?? again(`Slack answers ${word}.`);
  return kind === 'limited' ? { ...limited(1_000), error: word } : { kind, error: word, text };
}

function limited(retryAfterMs: number): Trouble {
  return { kind: 'limited', error: 'ratelimited', text: 'Slack asks for a pause.', retryAfterMs };
}

/** The code at the bottom of a chain of causes: fetch wraps the socket's error. */
function deepestCode(thrown: unknown): string {
  let code = '';
  let error = thrown as { code?: unknown; cause?: unknown; original?: unknown } | undefined;
  for (let depth = 0; error && depth < 5; depth += 1) {
    if (typeof error.code === 'string') code = error.code;
    error = (error.original ?? error.cause) as typeof error;
  }
  return code;
}
