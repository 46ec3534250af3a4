import { wireId } from '../../define-interaction.ts';
import { actions, button, code, md, mentionUser, message, section } from '../../slack/blocks.ts';
import type { Message } from '../../slack/message.ts';
import { cutText } from '../../slack/plain-text.ts';
import type { Handover } from './handover-store.ts';
import { ids } from './interaction-ids.ts';
import { ownerText } from './line-words.ts';

const mostCharacters = { place: 200, owner: 100 };

/** Asks operators whether something belongs to another; edited once they have said so. Pure. */
export function handoverMessage(handover: Handover, showsPath: boolean): Message {
  const { place, askedBy, owner, was, state, decidedBy } = handover;
  const thing = showsPath ? code(cutText(place, mostCharacters.place)) : md`a secret of theirs`;
  const from = was === undefined ? 'nobody' : ownerText(cutText(was, mostCharacters.owner));
  const asked = md`${mentionUser(askedBy)} says that ${thing} belongs to ${ownerText(owner)}, not to ${from}.`;
  if (state !== 'pending') {
    const by = mentionUser(decidedBy ?? '');
    const outcome =
      state === 'confirmed' ? md`:white_check_mark: Confirmed by ${by}.` : md`Left as it is by ${by}.`;
    return message({ text: md`${asked} ${outcome}`, blocks: [section(md`${asked}\n${outcome}`)] });
  }
  return message({
    text: asked,
    blocks: [section(asked)],
    footer: [
      actions([
        button({
          actionId: wireId(ids.confirmOwner),
          text: 'Confirm',
          style: 'primary',
          value: handover.id,
        }),
        button({ actionId: wireId(ids.refuseOwner), text: 'Leave as it is', value: handover.id }),
      ]),
    ],
  });
}
