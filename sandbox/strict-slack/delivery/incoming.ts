import { respond } from '../respond.ts';
import type { World } from '../world.ts';
import type { Delivery } from './delivery.ts';
import type { EnvelopeType } from './envelope.ts';
import { prepareChange } from './prepare-change.ts';
import { prepareClick } from './prepare-click.ts';
import { prepareCommand } from './prepare-command.ts';
import { prepareEvent } from './prepare-event.ts';

/** What happens in the local Slack, made as Slack would tell it, and delivered to the app. */
export async function handleIncoming(
  world: World,
  delivery: Delivery,
  type: EnvelopeType,
  payload: Record<string, unknown>,
): Promise<void> {
  if (type === 'slash_commands') return deliverCommand(world, delivery, payload);
  const prepared =
    type === 'interactive'
      ? prepareClick(world, payload)
      : prepareEvent(world, await prepareChange(world, payload));
  if (prepared !== undefined) await delivery.deliver(type, prepared);
}

/** The acknowledgement of a command may carry an answer; the person is told when there is none in time. */
async function deliverCommand(
  world: World,
  delivery: Delivery,
  payload: Record<string, unknown>,
): Promise<void> {
  const context = { user: String(payload.user_id), channel: String(payload.channel_id) };
  const tell = (text: string) => respond(world, context, { text });
  const prepared = prepareCommand(world, payload);
  if (prepared === undefined) {
    await tell(`${payload.command} is not a valid command.`);
    return;
  }
  const ack = await delivery.deliver('slash_commands', prepared);
  if (!ack.acknowledged) {
    const error = ack.reason === 'connection_failed' ? 'dispatch_failed' : 'operation_timeout';
    await tell(`${payload.command} failed with the error "${error}"`);
    return;
  }
  const answer = (ack.payload ?? {}) as Record<string, unknown>;
  if (answer.text !== undefined || answer.blocks !== undefined) await respond(world, context, answer);
}
