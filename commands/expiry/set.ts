import { defineCommand } from '../../src/define-command.ts';
import { type GivenDate, giveDate } from '../../src/expiry/reminders/give-date.ts';
import { readNewDate, whyNotDate } from '../../src/expiry/reminders/set-date.ts';
import { dateText, placeText } from '../../src/expiry/words.ts';
import { UsageError } from '../../src/lib/errors.ts';
import { code, md, message, section, slackDate } from '../../src/slack/blocks.ts';

interface Args {
  cluster: string | undefined;
  path: string;
  date: string;
}

export const expirySet = defineCommand<Args, GivenDate>({
  name: 'expiry set',
  summary: 'Gives a secret a new expiry date, for its owner',
  usage: '[cluster] <path> <date|+90d>',
  examples: ['expiry set team-a/kv/app/db +90d', 'expiry set team-a/kv/app/db 2027-02-01'],
  roles: ['developer', 'operator'],
  answer: 'private',
  changes: true,
  doors: ['slack', 'terminal'],
  needs: ['vault'],
  parse: ({ words }) => {
    const [first, second, third, ...rest] = words;
    if (first === undefined || second === undefined || rest.length > 0)
      throw new UsageError('Say which secret and until when. A path with spaces goes into quotes.');
    return third === undefined
      ? { cluster: undefined, path: first, date: second }
      : { cluster: first, path: second, date: third };
  },
  async run({ cluster, path, date }, { ports, now, person, door, reference, signal }) {
    const expiresAt = readNewDate(date, now, ports.config.timeZone);
    if (!expiresAt) throw new UsageError('Write the date like 2027-02-01, 2027-02-01T09:00:00Z or +90d.');
    const problem = whyNotDate(expiresAt, now);
    if (problem !== undefined) throw new UsageError(problem);
    const attribution = { actor: person.id, request: reference };
    return giveDate({ path, cluster, expiresAt }, { person, door, attribution }, ports, { now, signal });
  },
  message: (given, { ports }) => {
    const at = new Date(given.expiresAt);
    const text = md`${code(placeText(given, true))} expires ${slackDate(at, dateText(at, ports.config.timeZone), '{date_long}')} now. Its current version is ${given.version}.`;
    return message({ text, blocks: [section(text)] });
  },
  text: (given, { ports }) =>
    `${placeText(given, true)} expires ${dateText(new Date(given.expiresAt), ports.config.timeZone)} now. Its current version is ${given.version}.`,
});
