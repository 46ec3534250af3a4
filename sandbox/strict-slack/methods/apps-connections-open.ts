import type { Method } from '../method.ts';

/** https://docs.slack.dev/reference/methods/apps.connections.open: the URL is good for one connection. */
export const appsConnectionsOpen: Method = (_call, world) => ({
  ok: true,
  url: `${world.url.replace(/^http/, 'ws')}/link?ticket=${world.issueSocketTicket()}`,
});
