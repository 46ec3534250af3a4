import { defineCommand } from '../../src/define-command.ts';
import { explainMessage, type Why, type WhyPlace } from '../../src/faq/explain-message.ts';
import { silenceText } from '../../src/faq/gates.ts';
import { UsageError, UserError } from '../../src/lib/errors.ts';
import { plainMessage } from '../../src/slack/failure-message.ts';

/** https://team.slack.com/archives/C0123/p1700000000000100, and the address that Slack shows in a browser */
const permalink = /\/(?:archives|client\/[A-Z0-9]{3,20})\/([A-Z0-9]{3,20})\/p(\d{10})(\d{6})(?:\D|$)/;
/** https://app.slack.com/client/T0123/C0123/thread/C0123-1700000000.000100 */
const threadAddress = /\/thread\/([A-Z0-9]{3,20})-(\d{10})\.(\d{6})(?:\D|$)/;
const inThread = /[?&;]thread_ts=(\d{10}\.\d{6})(?:\D|$)/;

export const faqWhy = defineCommand<WhyPlace, Why>({
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
    const found = permalink.exec(text) ?? threadAddress.exec(text);
    if (!found) throw new UsageError('Give the link to a message (in Slack: ⋮, Copy link).');
    const [, channel = '', seconds, micros] = found;
    return { channel, ts: `${seconds}.${micros}`, threadTs: inThread.exec(text)?.[1] };
  },
  async run(place, { ports }) {
    const why = await explainMessage(place, ports);
    if (!why)
      throw new UserError(
        'That message was never looked at: its channel is not in faq.channels, or it is older than what is kept.',
      );
    return why;
  },
  message: (data) => plainMessage(whyText(data)),
  text: whyText,
});

function whyText({ decision, silence, topic, score, isReply }: Why): string {
  const sure = `${Math.round(score * 100)} % sure`;
  const nearest = topic === null ? 'Nothing came near.' : `Nearest was ${topic}, ${sure}.`;
  const which = isReply ? 'That is my own reply. ' : '';
  switch (decision) {
    case 'answer':
      return `${which}Answered with ${topic}, ${sure}.`;
    case 'suggest':
      return `${which}Offered a choice, since nothing was sure enough. ${nearest}`;
    case 'silent':
      return `${which}Silent (${silence}): ${silenceText(silence)}. ${nearest}`;
    default:
      return `${which}Said that it does not know. ${nearest}`;
  }
}
