import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faqGaps } from '../../commands/faq/gaps.ts';
import { faqStats } from '../../commands/faq/stats.ts';
import { faqWhy } from '../../commands/faq/why.ts';
import { type Asked, askedId, recordAsked, recordFeedback } from '../../src/faq/asked-store.ts';
import { gapsMessage, statsMessage } from '../../src/faq/figures-message.ts';
import { findGaps } from '../../src/faq/find-gaps.ts';
import { silences } from '../../src/faq/gates.ts';
import { groupAlike } from '../../src/faq/likeness.ts';
import { atOnce } from '../../src/lib/steps.ts';
import type { Outbox } from '../../src/slack/outbox-port.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { runInTerminal } from '../helpers/run-command.ts';
import { openTestStore } from '../helpers/store.ts';

const now = new Date('2026-11-22T09:00:00Z');
const daysAgo = (days: number): number => now.getTime() - days * 86_400_000;

async function someQuestions() {
  const store = await openTestStore();
  let count = 0;
  const ask = (question: string, more: object = {}): Promise<string> => {
    count += 1;
    const place = {
      channel: 'C0HELP',
      ts: `1700000000.${String(count).padStart(6, '0')}`,
      threadTs: undefined,
    };
    return recordAsked(store.db, place, {
      person: 'U0DEV',
      manner: 'direct',
      asked_at: daysAgo(1),
      question,
      decision: 'answer',
      silence: null,
      topic: 'kv2-paths',
      score: 0.9,
      ...more,
    });
  };
  const unknown = { decision: 'unknown', score: 0.05 };
  await ask('does vault offer the kmip engine', { ...unknown, score: 0.2 });
  await ask('is a kmip engine offered?', unknown);
  await ask('kmip engine please', unknown);
  await ask('very old question', { ...unknown, asked_at: daysAgo(40) });
  await recordFeedback(store.db, await ask('why 404 on secret/foo'), { helped: false, missing: 'kv v1' });
  await recordFeedback(store.db, await ask('why 404 on secret/bar'), { helped: true });
  await ask('', { decision: 'silent', silence: 'greeting', manner: 'unasked' });
  return barePorts({ store });
}

describe('faq gaps', () => {
  test('groups what was asked alike, most asked first, and takes in what did not help', async () => {
    const data = (await runInTerminal(faqGaps, await someQuestions(), [], now)) as { gaps: object[] };
    expect(data.gaps).toMatchObject([
      { count: 3, question: 'does vault offer the kmip engine', unanswered: 3, unhelpful: 0 },
      { count: 1, unanswered: 0, unhelpful: 1, missing: ['kv v1'] },
    ]);
  });

  test('looks back as far as it is told', async () => {
    const data = (await runInTerminal(faqGaps, await someQuestions(), ['90'], now)) as { gaps: object[] };
    expect(data.gaps).toHaveLength(3);
  });

  test('says what came nearest and what was missing, in a terminal as in Slack', async () => {
    const data = await runInTerminal(faqGaps, await someQuestions(), [], now);
    expect(faqGaps.text(data, {} as never)).toBe(
      [
        '3  does vault offer the kmip engine',
        '   nearest: kv2-paths',
        '1  why 404 on secret/foo',
        '   did not help: kv2-paths',
        '   missing: kv v1',
      ].join('\n'),
    );
    const shown = JSON.stringify(faqGaps.message(data, {} as never).blocks);
    for (const words of ['nearest: kv2-paths', 'did not help: kv2-paths', 'missing: kv v1'])
      expect(shown).toContain(words);
  });

  test('are cut where they are long, never inside a character', () => {
    const long = `${'x'.repeat(198)}🔐${'y'.repeat(50)}`;
    const gap = { count: 1, unanswered: 0, unhelpful: 1, nearest: 'kv2-paths' };
    for (const shift of ['', 'x', 'xx'])
      expect(
        JSON.stringify(gapsMessage([{ ...gap, question: shift + long, missing: [shift + long] }], 30)),
      ).not.toMatch(/\\ud|\ufffd|y{50}/i);
  });

  test('name nothing that did not come near', async () => {
    const data = (await runInTerminal(faqGaps, await someQuestions(), ['90'], now)) as { gaps: object[] };
    expect(data.gaps).toContainEqual(
      expect.objectContaining({ question: 'very old question', nearest: null }),
    );
  });

  test('tell how much more was missing', () => {
    const gap = { count: 5, question: 'q', unanswered: 0, unhelpful: 5, nearest: null };
    const shown = JSON.stringify(gapsMessage([{ ...gap, missing: ['a', 'b', 'c', 'd', 'e'] }], 30).blocks);
    expect(shown).toContain('missing: a / b / c, and 2 more');
  });

  test.each([['x'], ['0'], ['99999'], ['3', '4']])('%s is no number of days', (...words) => {
    expect(() => faqGaps.parse({ door: 'terminal', text: words.join(' '), words })).toThrow('number of days');
  });
});

test('faq stats counts what was asked, given and said about it, and names what nobody reviewed', async () => {
  const data = await runInTerminal(faqStats, await someQuestions(), [], now);
  expect(data).toMatchObject({
    asked: 5,
    answered: 2,
    unknown: 3,
    helped: 1,
    notHelped: 1,
    silences: { greeting: 1 },
    topics: [{ topic: 'kv2-paths', answered: 2, helped: 1, notHelped: 1 }],
    stale: [],
  });
  const later = (await runInTerminal(faqStats, await someQuestions(), [], new Date('2027-07-01'))) as {
    stale: object[];
  };
  expect(later.stale.length).toBeGreaterThan(50);
});

describe('faq stats in words', () => {
  const stats = {
    asked: 1,
    answered: 1,
    offered: 0,
    unknown: 0,
    helped: 0,
    notHelped: 0,
    toPeople: 0,
    silences: { greeting: 2, 'not-sure': 4 },
    topics: [],
    stale: Array.from({ length: 12 }, (_, at) => ({
      topic: `answer-${at}`,
      reviewed: at === 0 ? null : '2026-01-01',
      owner: at === 1 ? 'Team Blue' : null,
    })),
  };
  const shown = statsMessage(stats, 30)
    .blocks.map((block) => JSON.stringify(block).replaceAll('\\n', '\n'))
    .join('\n');

  test('say why messages were left alone, most often first', () => {
    expect(shown).toMatch(/\*4×\* a question, but no answer is sure enough\n.*\*2×\* thanks or a greeting/);
    expect(shown).not.toContain('not-sure');
    expect(faqStats.text({ days: 30, ...stats }, {} as never)).toMatch(
      /^4 {2}left alone: a question, but no answer is sure enough\n2 {2}left alone: thanks or a greeting$/m,
    );
  });

  test('name what is to be looked over one a line, with its day and owner, and how many more there are', () => {
    expect(shown).toContain('• answer-0, never reviewed\n• answer-1, 2026-01-01, owner Team Blue\n');
    expect(shown).toContain('answer-9,');
    expect(shown).not.toContain('answer-10');
    expect(shown).toContain('… and 2 more');
    expect(faqStats.text({ days: 30, ...stats }, {} as never)).toContain(
      'to be looked over: answer-1, 2026-01-01, owner Team Blue',
    );
  });
});

describe('faq why', () => {
  test('tells why a message was left alone', async () => {
    const link = 'https://x.slack.com/archives/C0HELP/p1700000000000007?thread_ts=1';
    expect(await runInTerminal(faqWhy, await someQuestions(), [link], now)).toMatchObject({
      decision: 'silent',
      silence: 'greeting',
    });
  });

  const rows: [string, object, RegExp][] = [
    ...Object.entries(silences).map(([silence, meaning]): [string, object, RegExp] => [
      silence,
      { decision: 'silent', silence, topic: null, score: 0 },
      new RegExp(`^Silent \\(${silence}\\): ${meaning.replace(/[.()]/g, '.')}. Nothing came near.$`),
    ]),
    [
      'not sure of one',
      { decision: 'silent', silence: 'not-sure', topic: 'kv2-paths', score: 0.4 },
      /Nearest was kv2-paths, 40 % sure.$/,
    ],
    [
      'an answer',
      { decision: 'answer', topic: 'kv2-paths', score: 0.93 },
      /^Answered with kv2-paths, 93 % sure.$/,
    ],
    [
      'an offer',
      { decision: 'suggest', topic: 'kv2-paths', score: 0.5 },
      /^Offered a choice.*kv2-paths, 50 % sure.$/,
    ],
    [
      'no answer',
      { decision: 'unknown', topic: null, score: 0 },
      /^Said that it does not know. Nothing came near.$/,
    ],
  ];
  test.each(rows)('in words: %s', async (_, columns, words) => {
    const store = await openTestStore();
    const place = { channel: 'C0HELP', ts: '1700000000.000001', threadTs: undefined };
    const row = { person: 'U0DEV', manner: 'unasked', asked_at: now.getTime(), question: '', silence: null };
    await recordAsked(store.db, place, { ...row, ...columns } as never);
    const why = await runInTerminal(
      faqWhy,
      barePorts({ store }),
      ['https://x.slack.com/archives/C0HELP/p1700000000000001'],
      now,
    );
    expect(faqWhy.text(why, {} as never)).toMatch(words);
  });

  test('every reason stands in the documentation', () => {
    const guide = readFileSync(new URL('../../docs/faq.md', import.meta.url), 'utf8');
    for (const silence of Object.keys(silences)) expect(guide).toContain(`\`${silence}\``);
  });

  test('says plainly that it never saw a message', async () => {
    const link = 'https://x.slack.com/archives/C0OTHER/p1700000000000007';
    await expect(runInTerminal(faqWhy, await someQuestions(), [link], now)).rejects.toThrow(
      'never looked at',
    );
  });

  const place = { channel: 'C0HELP', ts: '1700000000.000100' };
  test.each([
    'https://x.slack.com/archives/C0HELP/p1700000000000100',
    '<https://x.slack.com/archives/C0HELP/p1700000000000100>',
    '<https://x.slack.com/archives/C0HELP/p1700000000000100|the message>',
    'https://x.slack.com/archives/C0HELP/p1700000000000100?thread_ts=1690000000.000900&amp;cid=C0HELP',
    'https://x.enterprise.slack.com/archives/C0HELP/p1700000000000100?cid=C0HELP',
    'https://app.slack.com/client/T0TEAM/C0HELP/p1700000000000100',
    'https://app.slack.com/client/T0TEAM/C0HELP/thread/C0HELP-1700000000.000100',
    'why https://x.slack.com/archives/C0HELP/p1700000000000100, please',
  ])('takes %s', (text) => {
    expect(faqWhy.parse({ door: 'slack', text, words: [text] })).toMatchObject(place);
  });

  test('of the bot’s own answer tells why it was given', async () => {
    const ports = await someQuestions();
    const asked = { channel: 'C0HELP', ts: '1700000000.000005', threadTs: undefined };
    const { store } = ports;
    const outbox = {
      find: async (key: string) =>
        key === `faq:reply:${askedId(asked)}`
          ? { state: 'posted', posted: { channel: 'C0HELP', ts: '1700000009.000001' } }
          : undefined,
    } as Partial<Outbox> as Outbox;
    const link =
      'https://x.slack.com/archives/C0HELP/p1700000009000001?thread_ts=1700000000.000005&cid=C0HELP';
    const why = await runInTerminal(faqWhy, { ...ports, outbox }, [link], now);
    expect(faqWhy.text(why, {} as never)).toBe('That is my own reply. Answered with kv2-paths, 90 % sure.');
    const other = link.replace('p1700000009000001', 'p1700000009000002');
    await expect(runInTerminal(faqWhy, { ...ports, outbox }, [other], now)).rejects.toThrow(
      'never looked at',
    );
    expect(store).toBeDefined();
  });

  test('wants a link', () => {
    expect(() => faqWhy.parse({ door: 'slack', text: 'hello', words: ['hello'] })).toThrow('link');
  });
});

test('texts are grouped by their words, whatever stands in them', () => {
  const texts = ['a b', '', '🔐', '((((', 'renew token', 'how do I renew my token?', 'x'.repeat(10_000)];
  const groups = atOnce(groupAlike(texts, (text) => text));
  expect(groups.flatMap(({ items }) => items).sort()).toEqual([...texts].sort());
  expect(groups.some(({ items }) => items.includes('renew token') && items.length === 2)).toBe(true);
});

test('thousands of questions are grouped while others run', async () => {
  const asked = Array.from({ length: 3_000 }, (_, at) => ({
    question: `why does word${at} fail with thing${(at * 7) % 3_000} in region${at % 977}`,
    decision: 'unknown',
    score: 0,
  }));
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 1);
  const gaps = await findGaps([...asked, ...asked.slice(0, 10)] as Asked[]);
  clearInterval(counting);
  expect(gaps[0]?.count).toBeGreaterThan(1);
  expect(gaps.reduce((sum, { count }) => sum + count, 0)).toBe(3_010);
  expect(turns).toBeGreaterThan(1);
});
