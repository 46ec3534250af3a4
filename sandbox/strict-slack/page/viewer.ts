import type { World } from '../world.ts';
import { drawBlocks } from './draw-blocks.ts';
import { withPeople } from './people-menus.ts';

/** Whoever is chosen in the page's menu, and what that person sees: as in Slack, nobody sees other people's. */
export interface Viewer {
  user: string;
  timeZone: string;
  sees(channel: string): boolean;
  members(channel: string): string[];
  /** The same with the handles of user groups beside their ids: the local Slack has no groups. */
  withHandles<Value>(value: Value): Value;
  /** As the page can draw them. */
  modals(): readonly object[];
  /** Whether the app is there. */
  connected(): boolean;
}

export function viewerOf(world: World, user: string, connected: () => boolean): Viewer {
  const { channels, views } = world;
  const timeZone = world.person(user)?.timeZone ?? 'UTC';
  const withHandles = <Value>(value: Value): Value =>
    JSON.parse(
      JSON.stringify(value).replace(/<!subteam\^([A-Z0-9]+)>/g, (mention, id) => {
        const group = world.workspace.userGroups.find((one) => one.id === id);
        return group ? `<!subteam^${id}|@${group.handle}>` : mention;
      }),
    );
  return {
    user,
    timeZone,
    sees: (id) => {
      const channel = channels.find(id);
      if (channel === undefined) return channels.personOf(id) === user;
      return channel.kind !== 'private' || channels.members(id).includes(user);
    },
    members: (id) => channels.members(id),
    withHandles,
    modals: () =>
      views.stack(user).map((view) => {
        const blocks = withPeople(withHandles(view.blocks), world.workspace.people);
        return { ...view, blocks: drawBlocks(blocks, timeZone) };
      }),
    connected,
  };
}
