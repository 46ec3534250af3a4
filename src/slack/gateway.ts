import type { WebClient } from '@slack/web-api';
import type { Environment } from '../config/environment.ts';
import type { Logger } from '../lib/logger.ts';
import { minuteMs } from '../lib/times.ts';
import { createBoltLogger } from './bolt-logger.ts';
import {
  ChannelAnswer,
  type HomeTeam,
  MembersAnswer,
  RepliesAnswer,
  toChannelKind,
  toSlackUser,
  UserAnswer,
  UserGroupsAnswer,
} from './gateway-answers.ts';
import { remembering } from './remember.ts';
import type { SlackGateway, SlackUser } from './slack-gateway.ts';
import { decodeSlack } from './typed-text.ts';
import { createWebClient, slackErrorOf } from './web-client.ts';

/** For reading. Whatever changes something asks anew (`fresh`). */
const peopleKeepMs = minuteMs;
const channelsKeepMs = 2 * minuteMs;

/** Slack's words for "there is no such user, as far as you can see". */
const unknownUser = new Set(['user_not_found', 'users_not_found', 'user_not_visible']);

/**
 * What the program may ask of Slack, over the Web API (https://docs.slack.dev/reference/methods). Needs no
 * connection: `createSlack` takes it, the terminal and `doctor` use it alone.
 */
export function createGateway(options: {
  environment: Pick<Environment, 'slackBotToken' | 'slackApiUrl' | 'production'>;
  log: Logger;
  now(): Date;
}): SlackGateway {
  const { environment, log, now } = options;
  const client = createWebClient({
    token: environment.slackBotToken,
    apiUrl: environment.slackApiUrl,
    logger: createBoltLogger(log, { debug: false }),
  });
  const lookUps = createLookUps(client, log, now);
  return {
    ...lookUps,
    async postEphemeral(channel, user, message, threadTs) {
      await client.chat.postEphemeral({
        channel,
        user,
        text: message.text,
        blocks: message.blocks,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
      });
    },
    async openView(triggerId, view) {
      const answer = await client.views.open({ trigger_id: triggerId, view });
      return { viewId: answer.view?.id ?? '' };
    },
    async updateView(viewId, view, hash) {
      await client.views.update({ view_id: viewId, view, ...(hash === undefined ? {} : { hash }) });
    },
    async publishHome(userId, view) {
      await client.views.publish({ user_id: userId, view });
    },
    async sendFile(userId, file) {
      const opened = await client.conversations.open({ users: userId });
      await client.files.uploadV2({
        channel_id: opened.channel?.id ?? '',
        filename: file.fileName,
        title: file.title,
        initial_comment: file.comment,
        file: Buffer.from(file.content),
      });
    },
  };
}

type LookUps = Pick<
  SlackGateway,
  | 'botUserId'
  | 'workspaceUrl'
  | 'identity'
  | 'user'
  | 'userByMail'
  | 'userGroupsOf'
  | 'groupMembers'
  | 'channel'
  | 'channelKind'
  | 'isMember'
  | 'isInChannel'
  | 'readThread'
>;

function createLookUps(client: WebClient, log: Logger, now: () => Date): LookUps {
  const users = remembering<SlackUser | undefined>(peopleKeepMs, now);
  const groups = remembering<ReadonlyMap<string, ReadonlySet<string>>>(peopleKeepMs, now);
  const channels = remembering<ChannelAnswer['channel']>(channelsKeepMs, now);
  // A token belongs to one bot in one workspace for as long as it lives.
  const homes = remembering<HomeTeam>(Number.POSITIVE_INFINITY, now);

  async function identity() {
    const answer = await client.auth.test();
    return {
      teamId: answer.team_id ?? '',
      botUserId: answer.user_id ?? '',
      url: answer.url ?? '',
      scopes: new Set(answer.response_metadata?.scopes ?? []),
    };
  }
  const home = () => homes('home', identity);

  async function askUser(ask: () => Promise<unknown>): Promise<SlackUser | undefined> {
    try {
      return toSlackUser(UserAnswer.parse(await ask()), await home());
    } catch (error) {
      if (unknownUser.has(slackErrorOf(error) ?? '')) return undefined;
      throw error;
    }
  }

  async function askGroups(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const answer = UserGroupsAnswer.parse(await client.usergroups.list({ include_users: true }));
    return new Map(answer.usergroups.map((group) => [group.id, new Set(group.users)]));
  }
  const channel = (id: string) =>
    channels(id, async () => ChannelAnswer.parse(await client.conversations.info({ channel: id })).channel);

  return {
    identity,
    botUserId: async () => (await home()).botUserId,
    workspaceUrl: async () => (await home()).url,
    user: (id, options) => users(id, () => askUser(() => client.users.info({ user: id })), options),
    userByMail: (mail, options) =>
      users(mail, () => askUser(() => client.users.lookupByEmail({ email: mail })), options),
    async userGroupsOf(userId, options) {
      const all = await groups('all', askGroups, options);
      return new Set([...all].filter(([, members]) => members.has(userId)).map(([id]) => id));
    },
    async groupMembers(groupId, options) {
      return (await groups('all', askGroups, options)).get(groupId);
    },
    async channel(id) {
      try {
        const found = await channel(id);
        const isMember = found.is_member === true || found.is_im === true;
        return { id, name: found.name ?? '', kind: toChannelKind(found), isMember };
      } catch (error) {
        if (slackErrorOf(error) === 'channel_not_found') return undefined;
        throw error;
      }
    },
    async isInChannel(channelId, userId) {
      let cursor: string | undefined;
      do {
        const answer = MembersAnswer.parse(
          await client.conversations.members({
            channel: channelId,
            limit: 1_000,
            ...(cursor === undefined ? {} : { cursor }),
          }),
        );
        if (answer.members.includes(userId)) return true;
        cursor = answer.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined);
      return false;
    },
    async channelKind(id) {
      try {
        return toChannelKind(await channel(id));
      } catch (error) {
        log.info({ error, channel: id }, 'The kind of a channel is unknown, so it counts as shared');
        return 'unknown';
      }
    },
    async isMember(id) {
      try {
        const found = await channel(id);
        return found.is_member === true || found.is_im === true;
      } catch (error) {
        if (slackErrorOf(error) === 'channel_not_found') return false;
        throw error;
      }
    },
    async readThread(id, threadTs) {
      const answer = await client.conversations.replies({ channel: id, ts: threadTs, limit: 100 });
      return RepliesAnswer.parse(answer).messages.map(({ ts, user, bot_id: botId, text }) => ({
        ts,
        user,
        isBot: botId !== undefined,
        text: decodeSlack(text),
      }));
    },
  };
}
