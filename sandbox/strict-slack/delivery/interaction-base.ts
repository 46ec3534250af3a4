import type { World } from '../world.ts';

/** What all interaction payloads share: https://docs.slack.dev/reference/interaction-payloads */
export function interactionBase(world: World, user: string): object {
  const { app, teamId, domain } = world.workspace;
  const name = world.person(user)?.name ?? user;
  return {
    api_app_id: app.appId,
    token: 'verification-token',
    team: { id: teamId, domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: user, username: name, name, team_id: teamId },
  };
}
