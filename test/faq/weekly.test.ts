import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { recordAsked, recordFeedback } from '../../src/faq/asked-store.ts';
import { addDraft } from '../../src/faq/draft-store.ts';
import { dueReviews } from '../../src/faq/due-reviews.ts';
import { weeklyJob } from '../../src/faq/weekly-job.ts';
import type { SlackGateway, SlackUser } from '../../src/slack/slack-gateway.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTestStore } from '../helpers/store.ts';
import { sampleDraft } from './helpers/drafts.ts';
import { MemoryOutbox } from './helpers/memory-outbox.ts';

const monday = new Date('2026-11-23T08:00:00Z');
const day = (count: number): number => monday.getTime() - count * 86_400_000;

function answersFolder(files: Readonly<Record<string, { reviewed?: string; owner?: string }>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-weekly-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [topic, { reviewed, owner }] of Object.entries(files))
    writeFileSync(
      join(folder, `${topic}.md`),
      [
        '---',
        `title: ${topic}`,
        `questions: [what is ${topic}]`,
        ...(reviewed === undefined ? [] : [`reviewed: ${reviewed}`]),
        ...(owner === undefined ? [] : [`owner: "${owner}"`]),
        '---',
        'Text.',
      ].join('\n'),
    );
  return folder;
}

const fullMembers: Readonly<Record<string, string>> = {
  U0ALICE: 'alice@example.com',
  U0BOB: 'bob@example.com',
};

/** Slack as far as owners are asked for; "away" it answers nothing. */
function slackOf(state: { away: boolean }): SlackGateway {
  const answer = async <Value>(value: Value): Promise<Value> => {
    if (state.away) throw new Error('Slack is away');
    return value;
  };
  const userOf = (id: string): SlackUser | undefined =>
    fullMembers[id] === undefined
      ? undefined
      : { id, displayName: id, email: fullMembers[id], timeZone: undefined, fullMember: true };
  const idOf = (mail: string) => Object.keys(fullMembers).find((id) => fullMembers[id] === mail) ?? '';
  return {
    user: (id: string) => answer(userOf(id)),
    userByMail: (mail: string) => answer(userOf(idOf(mail))),
    groupMembers: (id: string) =>
      answer(id === 'S0TEAM' ? new Set(['U0ALICE', 'U0BOB', 'U0GONE']) : undefined),
  } as Partial<SlackGateway> as SlackGateway;
}

async function setUp(files: Parameters<typeof answersFolder>[0] = {}, faq: object = {}) {
  const slackState = { away: false };
  const store = await openTestStore();
  const outbox = new MemoryOutbox();
  const config = parseConfig({
    timeZone: 'Europe/Prague',
    channels: { operators: 'C0OPS' },
    people: { mailDomains: ['example.com'] },
    faq: { paths: [answersFolder(files)], ...faq },
  });
  const ports = barePorts({ config, store, outbox, slack: slackOf(slackState), now: () => monday });
  const run = (slot: string, now = monday) =>
    weeklyJob.run(slot, {
      ports,
      log: ports.log,
      now,
      dueAt: now,
      signal: new AbortController().signal,
      late: false,
    });
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
      asked_at: day(2),
      question,
      decision: 'answer',
      silence: null,
      topic: 'kv2-paths',
      score: 0.9,
      ...more,
    });
  };
  const text = (key: string): string => JSON.stringify(outbox.posts.get(key)?.message);
  return { config, store, outbox, ports, run, ask, text, slackState };
}

describe('the weekly post', () => {
  test('is due once a week, on the configured day and time, where there is a channel', async () => {
    const { config } = await setUp();
    expect(weeklyJob.schedule(config)).toBe('0 9 * * 1');
    expect(weeklyJob.slot(monday, config)).toBe('2026-11-23');
    expect(weeklyJob.slot(monday, parseConfig({}))).toBeUndefined();
    const other = parseConfig({ faq: { weekly: { channel: 'C0TEAM', day: 'friday', at: '15:30' } } });
    expect(weeklyJob.schedule(other)).toBe('30 15 * * 5');
    expect(weeklyJob.slot(monday, other)).toBe('2026-11-23');
  });

  test('has the gaps and the figures of the seven days before, once', async () => {
    const { ask, run, outbox, store, text } = await setUp();
    const unknown = { decision: 'unknown', topic: null };
    await ask('does vault offer the kmip engine', unknown);
    await ask('is a kmip engine offered?', unknown);
    await ask('<!channel> old and forgotten', { ...unknown, asked_at: day(8) });
    await recordFeedback(store.db, await ask('why 404 on secret/foo'), { helped: true });
    await addDraft(store.db, sampleDraft());
    await run('2026-11-23');
    await run('2026-11-23');
    expect([...outbox.posts.keys()]).toEqual(['faq:weekly:2026-11-23:C0OPS']);
    const post = text('faq:weekly:2026-11-23:C0OPS');
    expect(post).toContain('3 asked, 1 answered, 1 gaps');
    expect(post).toContain('*2×* does vault offer the kmip engine');
    expect(post).toContain('*1×* kv2-paths (helped 1)');
    expect(post).toContain('1 saved answer waits');
    expect(post).not.toContain('forgotten');
  });

  test('says so when nothing was asked', async () => {
    const { run, text } = await setUp();
    await run('2026-11-23');
    expect(text('faq:weekly:2026-11-23:C0OPS')).toContain('0 asked');
  });
});

describe('answers that nobody looked over for 180 days', () => {
  const files = {
    'old-one': { reviewed: '2026-05-01', owner: 'U0ALICE' },
    'old-two': { reviewed: '2026-05-02', owner: 'U0ALICE, U0BOB' },
    fresh: { reviewed: '2026-11-01', owner: 'U0ALICE' },
    'of-a-team': { reviewed: '2026-01-01', owner: 'Team <!channel> Blue' },
    never: { owner: 'S0GROUP' },
    'of-a-group': { reviewed: '2026-01-02', owner: '<!subteam^S0TEAM|@team>' },
    'by-mail': { reviewed: '2026-01-03', owner: 'Bob@example.com' },
    'of-another-company': { reviewed: '2026-01-04', owner: 'bob@elsewhere.com' },
    nobodys: { reviewed: '2026-01-01' },
  };

  test('are told to their owner once, and named in the post', async () => {
    const { run, outbox, text } = await setUp(files);
    await run('2026-11-23');
    expect(outbox.posts.get('faq:review:2026-11-23:U0ALICE')?.destination).toEqual({ channel: 'U0ALICE' });
    expect(text('faq:review:2026-11-23:U0ALICE')).toMatch(/of-a-group.*old-one.*old-two/);
    expect(text('faq:review:2026-11-23:U0ALICE')).not.toMatch(/fresh|of-a-team|by-mail/);
    expect(text('faq:review:2026-11-23:U0BOB')).toMatch(/of-a-group.*by-mail.*old-two/);
    expect(text('faq:review:2026-11-23:U0BOB')).not.toMatch(/old-one|elsewhere/);
    const team = outbox.posts.get('faq:review:2026-11-23:Team <!channel> Blue');
    expect(team).toMatchObject({
      destination: { channel: 'C0OPS' },
      threadOf: 'faq:weekly:2026-11-23:C0OPS',
    });
    expect(JSON.stringify(team?.message)).not.toContain('<!channel>');
    expect(text('faq:review:2026-11-23:S0GROUP')).toContain('a user group, is not there any more');
    expect(text('faq:review:2026-11-23:bob@elsewhere.com')).toContain('not in people.mailDomains');
    expect(outbox.posts.get('faq:review:2026-11-23:bob@elsewhere.com')?.destination).toEqual({
      channel: 'C0OPS',
    });
    expect(text('faq:weekly:2026-11-23:C0OPS')).toMatch(/nobodys.*2026-01-01/);

    const count = outbox.posts.size;
    const nextWeek = new Date(monday.getTime() + 7 * 86_400_000);
    await run('2026-11-30', nextWeek);
    expect([...outbox.posts.keys()].slice(count)).toEqual(['faq:weekly:2026-11-30:C0OPS']);
  });

  test('wait for the next week while Slack does not say who the owner is', async () => {
    const { run, outbox, slackState } = await setUp({ 'by-mail': { owner: 'bob@example.com' } });
    slackState.away = true;
    await run('2026-11-23');
    expect([...outbox.posts.keys()]).toEqual(['faq:weekly:2026-11-23:C0OPS']);
    slackState.away = false;
    await run('2026-11-30', new Date(monday.getTime() + 7 * 86_400_000));
    expect(outbox.posts.get('faq:review:2026-11-30:U0BOB')?.destination).toEqual({ channel: 'U0BOB' });
  });

  test('are told once where the program dies between the post and the news', async () => {
    const { run, outbox } = await setUp({ 'old-one': { reviewed: '2026-01-01', owner: 'U0ALICE' } });
    const told = 'faq:review:2026-11-23:U0ALICE';
    const enqueue = outbox.enqueue.bind(outbox);
    outbox.enqueue = async (post) => {
      if (post.key === told) throw new Error('killed');
      return enqueue(post);
    };
    await expect(run('2026-11-23')).rejects.toThrow('killed');
    expect([...outbox.posts.keys()]).toEqual(['faq:weekly:2026-11-23:C0OPS']);
    outbox.enqueue = enqueue;
    await run('2026-11-23');
    await run('2026-11-23');
    expect([...outbox.posts.keys()]).toEqual(['faq:weekly:2026-11-23:C0OPS', told]);
  });

  test('are told again when another 180 days are over, or after a review grew old again', async () => {
    const { run, outbox } = await setUp({ 'old-one': { reviewed: '2026-05-01', owner: 'U0ALICE' } });
    await run('2026-11-23');
    await run('2027-05-03', new Date('2027-05-03T08:00:00Z'));
    expect(outbox.posts.has('faq:review:2027-05-03:U0ALICE')).toBe(true);
  });

  test.each([
    ['2026-05-28', 0],
    ['2026-05-27', 1],
    ['2025-11-29', 1],
    ['2025-11-28', 2],
  ])('reviewed on %s: period %i', (reviewed, period) => {
    const answer = { topic: 'a', title: 'a', owner: 'U0A', reviewed } as never;
    expect(dueReviews([answer], monday).map((due) => due.period)).toEqual(period === 0 ? [] : [period]);
  });
});
