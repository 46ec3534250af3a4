import type { SlackPerson } from '../../local-slack/workspace.ts';
import { textArgument } from '../api-call.ts';
import { botIdOf } from '../ids.ts';
import type { Method } from '../method.ts';
import { takePage } from '../pages.ts';
import type { World } from '../world.ts';

/** https://docs.slack.dev/reference/methods/users.info */
export const usersInfo: Method = (call, world) => {
  const id = textArgument(call, 'user') ?? '';
  if (id === world.workspace.app.botUserId) return { ok: true, user: botUser(world) };
  const person = world.person(id);
  if (person === undefined) return { ok: false, error: 'user_not_found' };
  return { ok: true, user: userObject(person, world) };
};

/** https://docs.slack.dev/reference/methods/users.list */
export const usersList: Method = (call, world) => {
  const everybody = world.workspace.people.map((person) => userObject(person, world));
  const found = takePage([...everybody, botUser(world)], call, 1000);
  if (found === undefined) return { ok: false, error: 'invalid_cursor' };
  return { ok: true, members: found.page, response_metadata: { next_cursor: found.nextCursor } };
};

/** https://docs.slack.dev/reference/methods/users.lookupByEmail: not people who left. */
export const usersLookupByEmail: Method = (call, world) => {
  const email = textArgument(call, 'email')?.toLowerCase();
  const fits = (person: SlackPerson) => person.email?.toLowerCase() === email && person.kind !== 'deleted';
  const person = world.workspace.people.find(fits);
  if (person === undefined) return { ok: false, error: 'users_not_found' };
  return { ok: true, user: userObject(person, world) };
};

/**
 * https://docs.slack.dev/reference/objects/user-object: guests are restricted (single-channel guests ultra so too),
 * strangers belong to another team, `email` needs the scope `users:read.email`.
 */
function userObject(person: SlackPerson, world: World): object {
  const kind = person.kind ?? 'member';
  const isStranger = kind === 'stranger';
  const mail =
    world.hasScope('users:read.email') && person.email !== undefined ? { email: person.email } : {};
  return {
    id: person.id,
    team_id: isStranger ? 'T0STRANGERS' : world.workspace.teamId,
    name: person.name,
    real_name: person.realName,
    deleted: kind === 'deleted',
    tz: person.timeZone ?? 'UTC',
    tz_label: person.timeZone ?? 'UTC',
    tz_offset: 0,
    profile: { real_name: person.realName, display_name: person.name, ...mail },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: kind === 'guest' || kind === 'single-channel-guest',
    is_ultra_restricted: kind === 'single-channel-guest',
    is_bot: kind === 'bot',
    is_app_user: false,
    ...(isStranger ? { is_stranger: true } : {}),
    updated: 0,
    who_can_share_contact_card: 'EVERYONE',
  };
}

function botUser(world: World): object {
  const { app, teamId } = world.workspace;
  return {
    id: app.botUserId,
    team_id: teamId,
    name: app.botName,
    real_name: app.botName,
    deleted: false,
    tz: 'America/Los_Angeles',
    profile: {
      real_name: app.botName,
      display_name: '',
      bot_id: botIdOf(app.botUserId),
      api_app_id: app.appId,
    },
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: true,
    is_app_user: false,
  };
}
