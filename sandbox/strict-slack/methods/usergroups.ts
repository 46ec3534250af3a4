import { flagArgument, textArgument } from '../api-call.ts';
import type { Method } from '../method.ts';

/** https://docs.slack.dev/reference/methods/usergroups.list: members only with `include_users`. */
export const usergroupsList: Method = (call, world) => ({
  ok: true,
  usergroups: world.workspace.userGroups.map((group) => ({
    id: group.id,
    team_id: world.workspace.teamId,
    is_usergroup: true,
    name: group.name,
    description: '',
    handle: group.handle,
    is_external: false,
    date_delete: 0,
    ...(flagArgument(call, 'include_users') ? { users: group.members } : {}),
    ...(flagArgument(call, 'include_count') ? { user_count: group.members.length } : {}),
  })),
});

/** https://docs.slack.dev/reference/methods/usergroups.users.list */
export const usergroupsUsersList: Method = (call, world) => {
  const id = textArgument(call, 'usergroup');
  const group = world.workspace.userGroups.find((candidate) => candidate.id === id);
  if (group === undefined) return { ok: false, error: 'no_such_subteam' };
  return { ok: true, users: group.members };
};
