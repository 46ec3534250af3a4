import type { World } from '../world.ts';

/**
 * A slash command as Slack sends it, or undefined when the manifest has no such command.
 * https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export function prepareCommand(world: World, payload: Record<string, unknown>): object | undefined {
  const { commands } = world.manifest;
  const known = commands === 'everything' ? { shouldEscape: true } : commands.get(String(payload.command));
  if (known === undefined) return undefined;
  const user = String(payload.user_id);
  const channel = String(payload.channel_id);
  const text = String(payload.text ?? '').trim();
  const id = world.responseUrls.issue({ user, channel });
  return {
    ...payload,
    channel_name: channelName(world, channel),
    text: known.shouldEscape ? escapeNames(world, text) : unescapeNames(world, text),
    trigger_id: world.triggers.issue(user),
    response_url: `${world.url}/commands/${id}`,
  };
}

/** Slack names every direct channel `directmessage` and every private one `privategroup`. */
function channelName(world: World, channel: string): string {
  if (world.channels.isDirect(channel)) return 'directmessage';
  const known = world.channels.find(channel);
  return known?.kind === 'private' ? 'privategroup' : (known?.name ?? channel);
}

/** With `should_escape` names arrive as ids: `@dana` as `<@U0DANA|dana>`, `#general` as `<#C0GENERAL|general>`. */
function escapeNames(world: World, text: string): string {
  return text
    .replace(/(?<![<\w])@([a-z0-9._-]+)/g, (typed, name) => {
      const person = world.workspace.people.find((candidate) => candidate.name === name);
      const group = world.workspace.userGroups.find((candidate) => candidate.handle === name);
      if (person !== undefined) return `<@${person.id}|${person.name}>`;
      return group === undefined ? typed : `<!subteam^${group.id}|@${group.handle}>`;
    })
    .replace(/(?<![<\w])#([a-z0-9._-]+)/g, (typed, name) => {
      const channel = world.channels.find(name);
      return channel === undefined ? typed : `<#${channel.id}|${channel.name}>`;
    });
}

/** Without it they arrive as typed; the local Slack's page has already put ids in their place. */
function unescapeNames(world: World, text: string): string {
  return text
    .replace(/<@([A-Z0-9]+)(\|[^>]*)?>/g, (typed, id) => {
      const name = world.person(id)?.name;
      return name === undefined ? typed : `@${name}`;
    })
    .replace(/<#([A-Z0-9]+)(\|[^>]*)?>/g, (typed, id) => {
      const name = world.channels.find(id)?.name;
      return name === undefined ? typed : `#${name}`;
    });
}
