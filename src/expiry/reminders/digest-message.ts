import type { KnownBlock } from '@slack/types';
import { wireId } from '../../define-interaction.ts';
import {
  actions,
  bold,
  button,
  code,
  context,
  list,
  type Mrkdwn,
  md,
  message,
  overflow,
  section,
  struck,
} from '../../slack/blocks.ts';
import { limits } from '../../slack/limits.ts';
import type { Message } from '../../slack/message.ts';
import { cutText } from '../../slack/plain-text.ts';
import { counted, kindWords, nounOf, placeText } from '../words.ts';
import type { Digest, DigestLine } from './digest-rows.ts';
import { ids, refOf, type Verb } from './interaction-ids.ts';
import { isOver } from './line-state.ts';
import { dayDate, daysText, stateText } from './line-words.ts';

/** What one message shows at most: the rest comes with the next digest. */
export const mostLines = 30;
/** Of the characters that Slack takes in one message, what is left beside title, footer and "Late". */
export const linesSize = limits.messageCharacters - 800;
/** Room for what becomes of a line later on. */
const stateSize = 80;
/** Up to so many lines have their buttons in the open; more have a menu each, or nobody would read the lines. */
const mostWithButtons = 3;
const mostPlaces = 20;
const mostCharacters = { name: 60, path: 160, why: 120 };

const labels: Readonly<Record<Verb, string>> = {
  rotated: 'Rotated…',
  snooze: 'Snooze…',
  notMine: 'Not mine…',
};

/**
 * What one owner is told in one day. As it was made, with what has become of each line since: an edit changes the
 * lines, never what was said. Paths stand in it only where `detail` allows. Pure.
 */
export function digestMessage(digest: Digest, options: { zone: string; command: string }): Message {
  const { lines, detail } = digest;
  const title = titleText(digest);
  const several = lines.some(({ cluster }) => cluster !== lines[0]?.cluster);
  const withButtons = lines.length <= mostWithButtons;
  const why = commonWhy(lines);
  return message({
    text: title,
    blocks: [
      section(bold(title)),
      ...(detail === 'paths' && why !== undefined ? [context(cutText(why, mostCharacters.why))] : []),
      ...(detail === 'paths'
        ? lines.flatMap((line, position) =>
            lineBlocks(why === undefined ? line : { ...line, why: undefined }, {
              digest,
              position,
              several,
              withButtons,
              zone: options.zone,
            }),
          )
        : []),
      ...(detail === 'counts' ? countBlocks(lines, several, digest.madeAt) : []),
    ],
    footer: [context(...footerTexts(digest, options.command))],
  });
}

/** What is the same for all of several lines is said once. */
function commonWhy([first, ...others]: readonly DigestLine[]): string | undefined {
  return others.length > 0 && others.every(({ why }) => why === first?.why) ? first?.why : undefined;
}

/** `1 secret has expired, 2 expire soon`. */
function titleText({ lines, more, madeAt }: Digest): string {
  const left = lines.filter(({ state }) => !isOver(state));
  if (left.length === 0 && more === 0)
    return lines.length === 1 ? 'Done: nothing is left to do here' : `All ${lines.length} are done`;
  const noun = nounOf(left.length === 0 ? lines : left);
  const expired = left.filter((line) => hasExpired(line, madeAt)).length;
  const soon = left.length - expired;
  const gone = counted(expired, `${noun.one} has expired`, `${noun.many} have expired`);
  if (soon === 0 && expired > 0) return gone;
  if (expired === 0) return counted(soon, `${noun.one} expires soon`, `${noun.many} expire soon`);
  return `${gone}, ${counted(soon, 'more expires', 'more expire')} soon`;
}

function hasExpired({ expiresAtMs }: DigestLine, at: Date): boolean {
  return expiresAtMs <= at.getTime();
}

interface LineLook {
  digest: Digest;
  position: number;
  several: boolean;
  withButtons: boolean;
  zone: string;
}

/** What a line costs of `linesSize`. Lines with menus are the longer digests, and those are what matters. */
export function lineSize(line: DigestLine): number {
  const digest = {
    key: '',
    recipient: '',
    detail: 'paths',
    madeAt: new Date(0),
    more: 0,
    lines: [],
  } as const;
  const text = lineText(line, { digest, position: 0, several: true, withButtons: false, zone: 'UTC' });
  const labelSize = Object.values(labels).join('').length;
  return limits.charactersPerBlock + text.source.length + labelSize + stateSize;
}

function lineBlocks(line: DigestLine, look: LineLook): KnownBlock[] {
  const text = lineText(line, look);
  const choices = isOver(line.state) ? [] : verbsFor(line);
  const ref = refOf({ digest: look.digest.key, position: look.position });
  const [first, ...others] = choices;
  if (first === undefined) return [section(text)];
  // One green button leads the eye; three in a row only shout.
  const style = look.digest.lines.length === 1 ? { style: 'primary' as const } : {};
  const buttonFor = (verb: Verb) =>
    button({
      actionId: wireId(ids[verb]),
      text: labels[verb],
      value: ref,
      ...(verb === 'rotated' ? style : {}),
    });
  if (look.withButtons) return [section(text), actions(choices.map(buttonFor))];
  // A menu of one is no menu.
  if (others.length === 0) return [section(text, buttonFor(first))];
  const items = choices.map((verb) => ({ text: labels[verb], value: `${verb}:${ref}` }));
  return [section(text, overflow({ actionId: wireId(ids.menu), choices: items }))];
}

/** Only a date in metadata can be set; a certificate has to be made anew. The bot's login is its operators'. */
function verbsFor({ kind }: DigestLine): readonly Verb[] {
  if (kind === 'own-login') return ['snooze'];
  return kind === 'kv' ? ['rotated', 'snooze', 'notMine'] : ['snooze', 'notMine'];
}

/** Name first, then when; the path and what became of it on lines of their own. */
function lineText(line: DigestLine, { digest, several, zone }: LineLook): Mrkdwn {
  const at = new Date(line.expiresAtMs);
  const name = cutText(line.name, mostCharacters.name);
  const state = stateText(line.state, zone);
  const path = pathText(line, several);
  if (isOver(line.state)) return md`${struck(name)}  ${state ?? ''}${path}`;
  const mark = hasExpired(line, digest.madeAt) ? ':red_circle: ' : '';
  const kind = ['kv', 'own-login'].includes(line.kind) ? '' : `${kindWords(line.kind).one}, `;
  const verb = hasExpired(line, digest.madeAt) ? 'expired' : 'expires';
  const when = md`${mark}${bold(name)}  ${kind}${verb} ${daysText(at, digest.madeAt, zone)}, ${dayDate(at, zone)}`;
  const why = line.why === undefined ? '' : md`\n${cutText(line.why, mostCharacters.why)}`;
  return state === undefined ? md`${when}${path}${why}` : md`${when}${path}${why}\n${state}`;
}

/** On a line of its own. The bot's own login is nowhere but on a cluster. */
function pathText(line: DigestLine, several: boolean): Mrkdwn | '' {
  const isOwn = line.kind === 'own-login';
  if (isOwn && !several) return '';
  return md`\n${code(cutText(isOwn ? line.cluster : placeText(line, several), mostCharacters.path))}`;
}

/** For channels that everybody can read. */
function countBlocks(lines: readonly DigestLine[], several: boolean, at: Date): KnownBlock[] {
  const counts = new Map<string, { expired: number; soon: number }>();
  for (const line of lines) {
    if (isOver(line.state)) continue;
    const place = placeText({ ...line, path: '' }, several);
    const count = counts.get(place) ?? { expired: 0, soon: 0 };
    count[hasExpired(line, at) ? 'expired' : 'soon'] += 1;
    counts.set(place, count);
  }
  return list(
    [...counts].map(([place, { expired, soon }]) => md`${code(place)}  ${expired} expired, ${soon} soon`),
    { max: mostPlaces },
  );
}

function footerTexts({ lines, detail, more }: Digest, command: string): Mrkdwn[] {
  const texts: Mrkdwn[] = [];
  if (more > 0)
    texts.push(md`${more} more will come with the next digest; ${code(`${command} expiring`)} has all`);
  if (detail !== 'paths')
    texts.push(
      md`Names and paths are told only in private: let a person, a group or a private channel own these`,
    );
  else if (lines.some(({ state }) => !isOver(state)))
    texts.push(md`Lines are struck out by themselves once a scan has seen the renewal`);
  return texts;
}
