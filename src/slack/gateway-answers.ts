import { z } from 'zod';
import type { ChannelKind, SlackUser } from './slack-gateway.ts';

/** The parts of Slack's answers that decide something. A missing flag counts as not set, as Slack documents it. */

const flag = z.boolean().default(false);

/** https://docs.slack.dev/reference/methods/users.info */
export const UserAnswer = z.object({
  user: z.object({
    id: z.string(),
    team_id: z.string().optional(),
    name: z.string().optional(),
    tz: z.string().optional(),
    deleted: flag,
    is_bot: flag,
    is_workflow_bot: flag,
    is_restricted: flag,
    is_ultra_restricted: flag,
    is_stranger: flag,
    enterprise_user: z.object({ teams: z.array(z.string()).default([]) }).optional(),
    profile: z
      .object({
        display_name: z.string().optional(),
        real_name: z.string().optional(),
        email: z.string().optional(),
      })
      .default({}),
  }),
});
export type UserAnswer = z.infer<typeof UserAnswer>;

/** https://docs.slack.dev/reference/methods/usergroups.list */
export const UserGroupsAnswer = z.object({
  usergroups: z.array(z.object({ id: z.string(), users: z.array(z.string()).default([]) })).default([]),
});

/** https://docs.slack.dev/reference/methods/conversations.info */
export const ChannelAnswer = z.object({
  channel: z.object({
    id: z.string(),
    name: z.string().optional(),
    is_im: flag,
    is_mpim: flag,
    is_group: flag,
    is_private: flag,
    is_member: flag,
    is_ext_shared: flag,
    is_pending_ext_shared: flag,
  }),
});
export type ChannelAnswer = z.infer<typeof ChannelAnswer>;

/** https://docs.slack.dev/reference/methods/conversations.replies */
export const RepliesAnswer = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        user: z.string().optional(),
        bot_id: z.string().optional(),
        text: z.string().default(''),
      }),
    )
    .default([]),
});

/** https://docs.slack.dev/reference/methods/conversations.members */
export const MembersAnswer = z.object({
  members: z.array(z.string()).default([]),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});

/** The workspace our token belongs to. */
export interface HomeTeam {
  teamId: string;
  botUserId: string;
  url: string;
}

/** https://docs.slack.dev/reference/objects/user-object */
export function toSlackUser({ user }: UserAnswer, home: HomeTeam): SlackUser {
  const ours = user.team_id === home.teamId || user.enterprise_user?.teams.includes(home.teamId) === true;
  const fullMember =
    ours &&
    user.id !== 'USLACKBOT' &&
    !user.deleted &&
    !user.is_bot &&
    !user.is_workflow_bot &&
    !user.is_restricted &&
    !user.is_ultra_restricted &&
    !user.is_stranger;
  return {
    id: user.id,
    displayName: user.profile.display_name || user.profile.real_name || user.name || user.id,
    email: fullMember ? user.profile.email : undefined,
    timeZone: user.tz,
    fullMember,
  };
}

/** https://docs.slack.dev/reference/objects/conversation-object */
export function toChannelKind(channel: ChannelAnswer['channel']): ChannelKind {
  if (channel.is_ext_shared || channel.is_pending_ext_shared) return 'shared';
  if (channel.is_im) return 'direct';
  return channel.is_private || channel.is_mpim || channel.is_group ? 'private' : 'public';
}
