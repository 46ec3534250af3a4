import type { HomeView, KnownBlock } from '@slack/types';
import { hasRole, type Person } from '../core/people/person.ts';
import type { EventInteraction } from '../define-interaction.ts';
import { commandUsage } from '../describe-command.ts';
import { code, context, divider, header, homeView, list, md, section } from './blocks.ts';
import { HomeOpenedPayload } from './payloads.ts';
import {
  interactionContext,
  nowhere,
  once,
  openRequest,
  personWith,
  type Request,
  type RouterParts,
} from './request.ts';

/** App Home was opened: what this person may do, and each room's part. */
export async function handleHomeOpened(body: unknown, parts: RouterParts): Promise<void> {
  const parsed = HomeOpenedPayload.safeParse(body);
  if (!parsed.success || parsed.data.event.tab !== 'home') return;
  const { user } = parsed.data.event;
  await once(parts, `home:${parsed.data.event_id}`, async () => {
    const request = openRequest(parts, { userId: user }, { heard: 'home-opened' });
    try {
      const person = await personWith(parts, request, 'everyone');
      const sections = await Promise.all(parts.homeSections.map((make) => sectionOf(make, person, parts)));
      await parts.ports.slack.publishHome(user, homeOf(person, parts, sections));
      for (const listener of listenersOf(parts)) await listen(parts, request, listener);
    } catch (error) {
      request.log.error({ error }, 'App Home could not be shown');
    }
  });
}

/** One room's failure must not hide the others. */
async function sectionOf(
  make: RouterParts['homeSections'][number],
  person: Person,
  parts: RouterParts,
): Promise<KnownBlock[]> {
  try {
    return await make(person, parts.ports);
  } catch (error) {
    parts.log.error({ error }, 'A part of App Home could not be made');
    return [context('A part of this page is not available at the moment.')];
  }
}

function homeOf(person: Person, parts: RouterParts, sections: readonly KnownBlock[][]): HomeView {
  const slash = parts.ports.config.slack.command;
  const usable = parts.commands.filter(
    (command) => command.doors.includes('slack') && hasRole(person, command.roles),
  );
  const roles = [...person.roles].join(', ');
  return homeView([
    header('Vault Steward'),
    section('Ask about Vault here, in the Messages tab, or mention the bot in a channel it is in.'),
    ...list(usable.map((command) => md`${code(`${slash} ${commandUsage(command)}`)}\n${command.summary}`)),
    context(
      roles === ''
        ? 'You have no role here. The platform team gives roles in the bot’s configuration.'
        : `Your roles: ${roles}.`,
    ),
    ...sections.filter((blocks) => blocks.length > 0).flatMap((blocks) => [divider(), ...blocks]),
  ]);
}

function listenersOf(parts: RouterParts): EventInteraction[] {
  return parts.interactions.filter(
    (interaction): interaction is EventInteraction => interaction.kind === 'home-opened',
  );
}

async function listen(parts: RouterParts, request: Request, listener: EventInteraction): Promise<void> {
  const person = await personWith(parts, request, listener.roles);
  await listener.run({ text: '' }, interactionContext(parts, request, person, nowhere));
}
