import type { World } from '../world.ts';

/** Whoever is chosen in the page's menu, and what that person sees: as in Slack, nobody sees other people's. */
export interface Viewer {
  user: string;
  sees(channel: string): boolean;
  members(channel: string): string[];
  modals(): readonly object[];
  /** Whether the app is there. */
  connected(): boolean;
}

export function viewerOf(world: World, user: string, connected: () => boolean): Viewer {
  const { channels, views } = world;
  return {
    user,
    sees: (id) => {
      const channel = channels.find(id);
      if (channel === undefined) return channels.personOf(id) === user;
      return channel.kind !== 'private' || channels.members(id).includes(user);
    },
    members: (id) => channels.members(id),
    modals: () => views.stack(user),
    connected,
  };
}
