import { defineCommand } from '../../src/define-command.ts';
import { askedId, findAsked } from '../../src/faq/asked-store.ts';
import { silenceText } from '../../src/faq/gates.ts';
import { UsageError, UserError } from '../../src/lib/errors.ts';
import { plainMessage } from '../../src/slack/failure-message.ts';

interface Why {
  decision: string;
  silence: string | null;
  topic: string | null;
  score: number;
}

/** https://team.slack.com/archives/C0123/p1700000000000100 */
const permalink = /\/archives\/([A-Z0-9]{3,20})\/p(\d{10})(\d{6})(?:\D|$)/;

export const faqWhy = defineCommand<{ channel: string; ts: string }, Why>({
  name: 'faq why',
  summary: 'Why the bot answered a message, or stayed silent',
  usage: '<link to the message>',
  examples: ['faq why https://example.slack.com/archives/C0123ABCD/p1700000000000100'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['store'],
  parse({ text }) {
    const found = permalink.exec(text);
    if (!found) throw new UsageError('Give the link to a message (in Slack: ⋮, Copy link).');
    return { channel: found[1] as string, ts: `${found[2]}.${found[3]}` };
  },
  async run(place, { ports }) {
    if (!ports.store) throw new UserError('The store is not open.');
    const asked = await findAsked(ports.store.db, askedId(place));
    if (!asked)
      throw new UserError(
        'That message was never looked at: its channel is not in faq.channels, or it is older than what is kept.',
      );
    const { decision, silence, topic, score } = asked;
    return { decision, silence, topic, score };
  },
  message: (data) => plainMessage(whyText(data)),
  text: whyText,
});

function whyText({ decision, silence, topic, score }: Why): string {
  const sure = `${Math.round(score * 100)} % sure`;
  const nearest = topic === null ? 'Nothing came near.' : `Nearest was ${topic}, ${sure}.`;
  switch (decision) {
    case 'answer':
      return `Answered with ${topic}, ${sure}.`;
    case 'suggest':
      return `Offered a choice, since nothing was sure enough. ${nearest}`;
    case 'silent':
      return `Silent (${silence}): ${silenceText(silence)}. ${nearest}`;
    default:
      return `Said that it does not know. ${nearest}`;
  }
}
