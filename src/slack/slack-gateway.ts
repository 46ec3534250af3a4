import type { HomeView, View } from '@slack/types';
import type { Message } from './message.ts';

export interface SlackUser {
  id: string;
  /** Display name: for showing only. Never decides anything, anyone may rename himself. */
  displayName: string;
  /** Only of full members of the home workspace. */
  email: string | undefined;
  timeZone: string | undefined;
  /** Full member of the home workspace: no guest, stranger, bot or deleted user. */
  fullMember: boolean;
}

export interface LookUpOptions {
  /** Ask Slack now. Only where Slack does not answer (a rate limit), what it said in the last minute counts. */
  fresh?: boolean | undefined;
}

/** A message of a thread, its text as it was typed. */
export interface ThreadMessage {
  ts: string;
  /** Undefined for what no user wrote. */
  user: string | undefined;
  isBot: boolean;
  text: string;
}

export type ChannelKind = 'public' | 'private' | 'direct' | 'shared' | 'unknown';

export interface SlackChannel {
  id: string;
  /** Without `#`. */
  name: string;
  kind: ChannelKind;
  /** The bot is in it. */
  isMember: boolean;
}

/**
 * What features may ask of Slack beyond posting (the outbox's work) and answering (the router's).
 * Look-ups are cached for minutes; `openView` and `updateView` are for interactions.
 */
export interface SlackGateway {
  botUserId(): Promise<string>;
  /** `https://example.slack.com/`: what links to messages begin with. */
  workspaceUrl(): Promise<string>;
  /** Undefined when Slack does not know the id. */
  user(id: string, options?: LookUpOptions): Promise<SlackUser | undefined>;
  /** The person with this mail address; undefined when Slack knows none. */
  userByMail(mail: string, options?: LookUpOptions): Promise<SlackUser | undefined>;
  /** Ids of the user groups that list this person. */
  userGroupsOf(userId: string, options?: LookUpOptions): Promise<ReadonlySet<string>>;
  /** Ids of the people in a user group; undefined when there is no such group, or it is switched off. */
  groupMembers(groupId: string, options?: LookUpOptions): Promise<ReadonlySet<string> | undefined>;
  /** Undefined when Slack does not know the channel, or shows it to nobody but its members. */
  channel(channelId: string): Promise<SlackChannel | undefined>;
  /** Whether a person is in a channel. Asked anew each time: a right may hang on it. */
  isInChannel(channelId: string, userId: string): Promise<boolean>;
  /** `shared` for every channel that people outside the workspace can read (Slack Connect). */
  channelKind(channelId: string): Promise<ChannelKind>;
  isMember(channelId: string): Promise<boolean>;
  /** The first 100 messages of a thread, its parent first. Throws where the bot is not in the channel. */
  readThread(channelId: string, threadTs: string): Promise<ThreadMessage[]>;
  /** Shown to one person only, in a channel where that person is. Not stored, not repeated. */
  postEphemeral(channel: string, user: string, message: Message, threadTs?: string): Promise<void>;
  openView(triggerId: string, view: View): Promise<{ viewId: string }>;
  updateView(viewId: string, view: View, hash?: string): Promise<void>;
  /** What this person sees in App Home. */
  publishHome(userId: string, view: HomeView): Promise<void>;
  /** A file by direct message; never to a channel. */
  sendFile(
    userId: string,
    file: { fileName: string; content: Uint8Array; title: string; comment: string },
  ): Promise<void>;
  /** Whether Slack takes our token, and which scopes it has. */
  identity(): Promise<{ teamId: string; botUserId: string; scopes: ReadonlySet<string> }>;
}
