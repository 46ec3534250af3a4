import { newId } from '../ids.ts';
import type { World } from '../world.ts';

/** What every event comes in: https://docs.slack.dev/apis/events-api#event-type-structure */
export function wrapEvent(world: World, event: Record<string, unknown>): Record<string, unknown> {
  const { app, teamId } = world.workspace;
  return {
    token: 'verification-token',
    team_id: teamId,
    api_app_id: app.appId,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(world.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamId,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
  };
}
