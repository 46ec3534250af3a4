import { type Interaction, wireId } from '../define-interaction.ts';

/** What a person reads whose button, form or menu entry is of a version that is gone. */
export const olderVersionText =
  'This is from an older version of the bot and does nothing any more. Start again with the command.';

type Kind = Interaction['kind'];
type OfKind<Wanted extends Kind> = Extract<Interaction, { kind: Wanted }> | WideOfKind<Wanted>;
type WideOfKind<Wanted extends Kind> = Extract<Interaction, { kind: Kind }> & { kind: Wanted };

/**
 * The interaction that an `action_id` or `callback_id` names, `area:verb/1`, with or without the `#2` that `actions`
 * puts behind the second button of one interaction.
 */
export function findInteraction<Wanted extends Kind>(
  wire: string,
  interactions: readonly Interaction[],
  ...kinds: readonly Wanted[]
): OfKind<Wanted> | undefined {
  const id = wire.replace(/#\d+$/, '');
  return interactions.find(
    (interaction): interaction is OfKind<Wanted> =>
      kinds.some((kind) => kind === interaction.kind) && wireId(interaction) === id,
  );
}
