/**
 * The workspace that the local Slack starts with, in the words of the people who write a demo or a test.
 * `start-local-slack.ts` turns it into the binary's own keys; the strict Slack in front answers from the rest
 * (what kind of person, who is in a user group), which the binary does not know.
 */

/** A guest is restricted to channels (`single-channel-guest`: one); a stranger comes in by Slack Connect. */
export type PersonKind = 'member' | 'guest' | 'single-channel-guest' | 'stranger' | 'bot' | 'deleted';

export interface SlackPerson {
  id: string;
  /** The handle, as in `@dana`. */
  name: string;
  realName: string;
  email?: string;
  /** IANA name; default UTC. */
  timeZone?: string;
  /** Default `member`. */
  kind?: PersonKind;
}

/** `shared`: a public channel that another company reads too (Slack Connect). */
export type SlackChannelKind = 'public' | 'private' | 'shared';

export interface SlackChannel {
  id: string;
  name: string;
  kind?: SlackChannelKind;
  /** Ids of people; the bot is in it only when its id is here. */
  members: readonly string[];
}

export interface SlackUserGroup {
  id: string;
  handle: string;
  name: string;
  members: readonly string[];
}

/** The app as Slack knows it. With `requestUrl` events come by HTTP, without it over Socket Mode. */
export interface SlackApp {
  appId: string;
  botUserId: string;
  botName: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  requestUrl?: string;
}

export interface SlackWorkspace {
  name: string;
  domain: string;
  teamId: string;
  app: SlackApp;
  people: readonly SlackPerson[];
  channels: readonly SlackChannel[];
  userGroups: readonly SlackUserGroup[];
}
