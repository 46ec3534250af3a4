import { detailIn } from '../src/core/people/visibility.ts';
import { defineCommand } from '../src/define-command.ts';
import { lookUpPlace, type WhoIsAnswer } from '../src/expiry/look-up-place.ts';
import { whoIsContract } from '../src/expiry/whois-contract.ts';
import { whoIsMessage } from '../src/expiry/whois-message.ts';
import { whoIsText } from '../src/expiry/whois-text.ts';
import { UsageError } from '../src/lib/errors.ts';

export const whois = defineCommand<{ text: string }, WhoIsAnswer>({
  name: 'whois',
  summary: 'Who owns a namespace, a mount or a path, and what expires there',
  usage: '<namespace|mount|path>',
  examples: ['whois payments/prod', 'whois payments/prod/kv', 'whois payments/prod/kv/card/api-key'],
  roles: ['developer', 'operator'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['vault', 'store'],
  parse: ({ text }) => {
    const wanted = text.trim().replace(/^["']|["']$/g, '');
    if (wanted === '') throw new UsageError('Name a namespace, a mount or a path, or / for the root.');
    return { text: wanted.replace(/^\/+|\/+$/g, '') };
  },
  run: async ({ text }, context) => {
    const { ports, person, slack } = context;
    const detail = detailIn(slack?.channelKind ?? 'terminal', ports.config.expiry.pathsIn);
    const found = detail === 'paths' ? await lookUpPlace(text, ports, { ...context, person }) : [];
    return { text, detail, found };
  },
  message: (answer, { now, ports: { config } }) =>
    whoIsMessage(answer, {
      now,
      zone: config.timeZone,
      tables: config.slack.tables,
      command: config.slack.command,
    }),
  text: (answer, { now, ports }) => whoIsText(answer, { now, zone: ports.config.timeZone }),
  json: ({ found }) => found.map(whoIsContract),
});
