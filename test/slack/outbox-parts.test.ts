import type { KnownBlock } from '@slack/types';
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duePosts } from '../../src/slack/outbox-claims.ts';
import { classifyTrouble, isBlockTrouble, preventsLooking } from '../../src/slack/outbox-errors.ts';
import { hashKey, markerOf, readMarker } from '../../src/slack/outbox-key.ts';
import { pauseTurns, takeTurn } from '../../src/slack/outbox-pace.ts';
import { composePost, lateSince } from '../../src/slack/outbox-payload.ts';
import { defaultOutboxSettings, pauseMs } from '../../src/slack/outbox-settings.ts';
import { addPost, changePost, never } from '../../src/slack/outbox-store.ts';
import { openTestStore } from '../helpers/store.ts';

function refusal(error: string) {
  return new WebAPIPlatformError({ ok: false, error });
}

function network(code: string) {
  const cause = Object.assign(new Error(`connect ${code}`), { code });
  return new WebAPIRequestError(new TypeError('fetch failed', { cause }));
}

describe('what an error means', () => {
  test.each([
    ['Slack names a pause', new WebAPIRateLimitedError(30), 'limited', 'ratelimited'],
    ['a pause in words', refusal('ratelimited'), 'limited', 'ratelimited'],
    ['no connection', network('ECONNREFUSED'), 'unreachable', 'unreachable'],
    ['no such host', network('ENOTFOUND'), 'unreachable', 'unreachable'],
    ['a cut connection', network('ECONNRESET'), 'unknown', 'no_answer'],
    [
      'a limit ran out',
      new WebAPIRequestError(new DOMException('timeout', 'TimeoutError')),
      'unknown',
      'no_answer',
    ],
    ['a broken gateway', new WebAPIHTTPError(502, 'Bad Gateway', {}, ''), 'unknown', 'no_answer_502'],
    ['a page instead of JSON', refusal('<html>Bad gateway</html>'), 'unknown', 'no_answer'],
    ['half an answer', refusal('{"ok":true,"ts":"17'), 'unknown', 'no_answer'],
    ['a body that broke off', new TypeError('terminated'), 'unknown', 'no_answer'],
    ['Slack’s own fault', refusal('fatal_error'), 'unknown', 'fatal_error'],
    ['a revoked token', refusal('token_revoked'), 'account', 'token_revoked'],
    ['the bot is not invited', refusal('not_in_channel'), 'destination', 'not_in_channel'],
    ['an archived channel', refusal('is_archived'), 'destination', 'is_archived'],
    ['too long', refusal('msg_blocks_too_long'), 'message', 'msg_blocks_too_long'],
    ['a word that nobody knows yet', refusal('brand_new_error'), 'again', 'brand_new_error'],
    ['a word that objects have', refusal('constructor'), 'again', 'constructor'],
  ])('%s', (_name, error, kind, word) => {
    const trouble = classifyTrouble(error);
    expect([trouble.kind, trouble.error]).toEqual([kind, word]);
    expect(trouble.text).toMatch(/^[A-Z].*\.$/);
  });

  test('Slack’s own number of seconds is kept', () => {
    expect(classifyTrouble(new WebAPIRateLimitedError(30)).retryAfterMs).toBe(30_000);
  });

  test('blocks may be dropped for some errors only; some keep us from looking', () => {
    expect(isBlockTrouble(classifyTrouble(refusal('invalid_blocks')))).toBe(true);
    expect(isBlockTrouble(classifyTrouble(refusal('no_text')))).toBe(false);
    expect(preventsLooking(classifyTrouble(refusal('missing_scope')))).toBe(true);
    expect(preventsLooking(classifyTrouble(refusal('not_in_channel')))).toBe(true);
    expect(preventsLooking(classifyTrouble(refusal('token_revoked')))).toBe(false);
    expect(preventsLooking(classifyTrouble(network('ECONNRESET')))).toBe(false);
  });
});

describe('markers', () => {
  test('property: a marker reads back, differs by key and by edit, and fits into a block_id', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(999_999), (key, other, revision) => {
        const marker = markerOf(key, revision);
        expect(readMarker(marker)).toEqual({ hash: hashKey(key), revision });
        expect(marker.length).toBeLessThanOrEqual(255);
        if (key !== other) expect(hashKey(other)).not.toBe(hashKey(key));
      }),
    );
  });

  test.each(['', 'row', 'b1x.2', `${'a'.repeat(22)}`, `${'a'.repeat(23)}.1`, `${'a'.repeat(22)}.`])(
    '%j is no marker',
    (blockId) => expect(readMarker(blockId)).toBeUndefined(),
  );
});

test('edits go in the order in which they were asked for, those of a click before the others', async () => {
  const { db } = await openTestStore();
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 27, 12, 0, seconds));
  const words = (text: string) => ({ text, blocks: [] });
  for (const [index, key] of ['old', 'middle', 'new'].entries()) {
    await addPost(db, { key, destination: { channel: 'C0STATUS' }, message: words(key) }, at(index));
    await db
      .updateTable('outbox_posts')
      .set({ state: 'posted', posted_ts: '17.1', posted_channel: 'C0STATUS', next_attempt_at: never })
      .where('key', '=', key)
      .execute();
  }
  await changePost(db, 'middle', words('changed'), at(10));
  await changePost(db, 'old', words('changed'), at(11));
  await changePost(db, 'middle', words('changed twice'), at(12));
  await changePost(db, 'new', words('clicked'), at(13), { urgent: true });
  const due = await duePosts(db, at(20), 10, { channels: [], edits: false });
  expect(due.map(({ key }) => key)).toEqual(['new', 'middle', 'old']);
});

describe('what Slack is given', () => {
  const section: KnownBlock = { type: 'section', text: { type: 'mrkdwn', text: 'words' } };
  const row: KnownBlock = {
    type: 'actions',
    block_id: 'row',
    elements: [{ type: 'button', action_id: 'a:b/1', text: { type: 'plain_text', text: 'Go' } }],
  };
  const content = {
    key: 'k',
    revision: 3,
    plain: false,
    isEdit: false,
    picture: undefined,
    lateSince: undefined,
    meantFor: undefined,
  };
  const marker = markerOf('k', 3);

  test('people are called when a post is made, never when it is edited', () => {
    const called = { text: 'words', blocks: [section], mention: '<!subteam^S0OPERATORS>' };
    const post = composePost({ ...content, message: called });
    expect(post.text).toBe('words <!subteam^S0OPERATORS>');
    expect(JSON.stringify(post.blocks)).toContain('<!subteam^S0OPERATORS>');
    const edit = composePost({ ...content, isEdit: true, message: called });
    expect(JSON.stringify(edit)).not.toContain('subteam');
  });

  test.each([
    ['the first block carries the marker', [section, row], [marker, 'row']],
    ['a row of buttons keeps its id', [row, section], ['row', marker]],
    ['a message of buttons alone gets a block for it', [row], [marker, 'row']],
    ['a message without blocks gets its text as one', [], [marker]],
    ['an id of its own gives way', [{ ...section, block_id: 'mine' }], [marker]],
  ] as const)('%s', (_name, blocks, ids) => {
    const composed = composePost({ ...content, message: { text: 'words', blocks: [...blocks] } });
    expect(composed.blocks.map((block) => block.block_id)).toEqual(ids);
  });

  test('property: notes and a picture still fit beside as many blocks as there may be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 4_000 }), (count, length) => {
        const block: KnownBlock = {
          type: 'section',
          text: { type: 'mrkdwn', text: 'x'.repeat(Math.min(length, 3_000)) },
        };
        const composed = composePost({
          ...content,
          message: { text: 'y'.repeat(length), blocks: Array.from({ length: count }, () => block) },
          picture: { fileId: 'F0123', altText: 'a picture' },
          lateSince: new Date(0),
          meantFor: 'C0123',
        });
        expect(composed.blocks.length).toBeLessThanOrEqual(50);
        expect(composed.blocks.at(-1)).toMatchObject({ type: 'image', slack_file: { id: 'F0123' } });
        expect(composed.blocks.filter((one) => one.block_id === marker)).toHaveLength(1);
        expect(JSON.stringify(composed.blocks).length).toBeLessThan(20_000);
      }),
    );
  });

  test.each([
    ['no time', null, 1_000_000, undefined],
    ['in time', 1_000_000, 1_000_000, undefined],
    ['a minute is nothing', 1_000_000, 1_060_000, undefined],
    ['late', 1_000_000, 1_060_001, new Date(1_000_000)],
  ])('late or not: %s', (_name, dueAt, postedAt, expected) => {
    expect(lateSince(dueAt, postedAt)).toEqual(expected);
  });
});

describe('the pace', () => {
  test('of many callers in one instant one gets the turn, the others the next time', async () => {
    const { db } = await openTestStore();
    const answers = await Promise.all([1, 2, 3].map(() => takeTurn(db, 'channel:C1', 5_000, 1_000)));
    expect(answers).toEqual([undefined, 6_000, 6_000]);
    expect(await takeTurn(db, 'channel:C2', 5_000, 1_000)).toBeUndefined();
    expect(await takeTurn(db, 'channel:C1', 6_000, 1_000)).toBeUndefined();
  });

  test('a pause holds, and a shorter one does not shorten it', async () => {
    const { db } = await openTestStore();
    await pauseTurns(db, 'chat.update', 9_000);
    await pauseTurns(db, 'chat.update', 7_000);
    expect(await takeTurn(db, 'chat.update', 8_999, 1)).toBe(9_000);
    expect(await takeTurn(db, 'chat.update', 9_000, 1)).toBeUndefined();
  });

  test('pauses double up to a limit', () => {
    expect([1, 2, 3, 4, 12, 1_000].map((attempts) => pauseMs(defaultOutboxSettings, attempts))).toEqual([
      1_000, 2_000, 4_000, 8_000, 60_000, 60_000,
    ]);
  });
});
