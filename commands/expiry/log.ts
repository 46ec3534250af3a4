import { detailIn } from '../../src/core/people/visibility.ts';
import { defineCommand } from '../../src/define-command.ts';
import { readActs, type StoredAct } from '../../src/expiry/reminders/act-store.ts';
import { actsMessage, actsText } from '../../src/expiry/reminders/acts-text.ts';
import { UserError } from '../../src/lib/errors.ts';

const mostShown = 25;
const mostRead = 2_000;

export const expiryLog = defineCommand<{ path: string | undefined }, { acts: StoredAct[] }>({
  name: 'expiry log',
  summary: 'Who gave what a new date, snoozed it or handed it over',
  usage: '[path]',
  examples: ['expiry log', 'expiry log team-a/kv/app'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['store'],
  parse: ({ text }) => ({ path: text.trim() || undefined }),
  async run({ path }, { ports }) {
    if (!ports.store) throw new UserError('There is no database here.');
    const acts = await readActs(ports.store.db, { limit: path === undefined ? mostShown : mostRead });
    const wanted = path === undefined ? acts : acts.filter(({ place }) => place.includes(path));
    return { acts: wanted.slice(0, mostShown) };
  },
  message: ({ acts }, { ports, slack }) => {
    const detail = detailIn(slack?.channelKind ?? 'unknown', ports.config.expiry.pathsIn);
    return actsMessage(acts, { zone: ports.config.timeZone, showsPaths: detail === 'paths' });
  },
  text: ({ acts }, { ports }) => actsText(acts, ports.config.timeZone),
  json: ({ acts }) => acts,
});
