import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readOwner } from '../../src/core/people/owner-address.ts';
import type { Detail } from '../../src/core/people/visibility.ts';
import { everything } from '../../src/expiry/answer-expiring.ts';
import { ListPlace } from '../../src/expiry/expiring-buttons.ts';
import { expiringMessage, rowsOnPage } from '../../src/expiry/expiring-message.ts';
import { expiringText } from '../../src/expiry/expiring-text.ts';
import { dayMs } from '../../src/lib/times.ts';
import { hostileText } from '../slack/hostile.ts';
import { messageProblems } from '../slack/slack-problems.ts';
import { answer, options, sample } from './expiring-sample.ts';
import { now } from './lay-out.ts';
import { item, problem } from './sample.ts';

/** What Slack would show, one block a line. */
function shown(message: ReturnType<typeof expiringMessage>): string[] {
  return message.blocks.map((block) => {
    if (block.type === 'section') return block.text?.text ?? '';
    if (block.type === 'context')
      return block.elements.map((one) => ('text' in one ? one.text : '')).join(' | ');
    return block.type;
  });
}

describe('the message', () => {
  test('has the name first, then when and whose, and the path below', async () => {
    const message = expiringMessage(await answer(sample, [problem({ path: 'app/x' })]), options);
    expect(message.text).toBe('1 secret has expired, 2 more within 30 days');
    expect(shown(message)).toEqual([
      '*1 secret has expired, 2 more within 30 days*',
      'By owner: <!subteam^S0PAYMENTS> 1, dev@example.com 1, no owner 1\nBy namespace: `payments/prod/` 1, `/` 2',
      [
        ':red_circle: *api-key*  2 days ago, <!date^1795165200^{date_short}|2026-11-20 10:00>, <!subteam^S0PAYMENTS>',
        '`payments/prod/kv/card-gateway/api-key`',
        '',
        '*database*  in 5 days, <!date^1795780800^{date_short}|2026-11-27 13:00>, dev@example.com',
        '`kv/ledger/database`',
        '',
        '*key-12*  in 12 days, <!date^1796374800^{date_short}|2026-12-04 10:00>, no owner',
        '`kv/app/key-12`',
      ].join('\n'),
      '*Not known for 1 place*',
      '`kv/app/x`  the login may not read its metadata',
      'actions',
      '100 secrets looked at <!date^1795338000^{date_short} {time}|2026-11-22 10:00>'.replace(
        '{date_short}',
        '{date_short_pretty}',
      ),
    ]);
  });

  test('counts days as reminders do, and hours within a day', async () => {
    const lineOf = async (days: number, kind: 'kv' | 'own-login' = 'kv') =>
      String(shown(expiringMessage(await answer([item(days, { kind, path: 'p' })]), options))[1]);
    // 23:30 in Prague, eleven days and some hours ahead: twelve days on the calendar.
    expect(await lineOf(11.6)).toContain('in 12 days, <!date^1796340240^{date_short}|');
    expect(await lineOf(1.5)).toMatch(/in 1 day, <!date\^\d+\^\{date_short\} \{time\}\|/);
    expect(await lineOf(0.25)).toContain('in 6 hours, ');
    expect(await lineOf(-3.6)).toContain('4 days ago, ');
    expect(await lineOf(9, 'own-login')).toMatch(/no owner {2}\(login of the bot\)$/);
  });

  test('has pages, with what was asked for in the buttons', async () => {
    const many = Array.from({ length: 50 }, (_, at) => item(at / 20, { name: `key-${at}`, path: `p-${at}` }));
    const query = { namespace: '', owner: 'none' };
    const pages = await Promise.all(
      [0, 1, 2].map(async (number) =>
        expiringMessage(await answer(many, [], { query }, { number, size: rowsOnPage }), options),
      ),
    );
    const rows = pages.map(
      (page) =>
        shown(page)
          .join('\n')
          .match(/`kv\/p-\d+`/g) ?? [],
    );
    expect(rows.flat()).toEqual(many.map(({ path }) => `\`kv/${path}\``));
    expect(pages.map((page) => shown(page).at(-1)?.split(' | ')[0])).toEqual([
      '1–20 of 50',
      '21–40 of 50',
      '41–50 of 50',
    ]);
    const buttons = pages.map((page) =>
      page.blocks.flatMap((block) =>
        block.type === 'actions'
          ? block.elements.map((one) =>
              one.type === 'button' ? [one.text.text, JSON.parse(one.value ?? '')] : [],
            )
          : [],
      ),
    );
    const csv = ['CSV file', { query, page: 0 }];
    expect(buttons).toEqual([
      [['Next', { query, page: 1 }], csv],
      [['Previous', { query, page: 0 }], ['Next', { query, page: 2 }], csv],
      [['Previous', { query, page: 1 }], csv],
    ]);
    for (const button of buttons.flat()) ListPlace.parse(JSON.stringify(button[1]));
  });

  test('says of what nobody is told, and can leave it out', async () => {
    const items = [
      item(-90, { kind: 'pki-certificate', path: '39:dd', name: 'web', selfRenewing: 'replaced' }),
      item(-1),
    ];
    const buttonsOf = (message: ReturnType<typeof expiringMessage>) =>
      message.blocks.flatMap((block) =>
        block.type === 'actions'
          ? block.elements.map((one) => (one.type === 'button' ? [one.text.text, one.value] : []))
          : [],
      );
    const all = expiringMessage(await answer(items), options);
    const text = shown(all).join('\n');
    expect(text).toContain('Nobody is told of 1 of them: it renews itself or a newer one is valid.');
    expect(text).toContain('\n*web*  90 days ago');
    expect(text).toContain('(certificate, newer one valid)');
    expect(text.match(/:red_circle:/g)).toHaveLength(1);
    const query = { told: true } as const;
    expect(buttonsOf(all)[0]).toEqual(['Only what is told', JSON.stringify({ query, page: 0 })]);
    const told = expiringMessage(await answer(items, [], { query }), options);
    expect(shown(told).join('\n')).not.toMatch(/web|Nobody/);
    expect(shown(told)[0]).toContain('Only `told`');
    expect(buttonsOf(told).map(([label]) => label)).toEqual(['All of it', 'CSV file']);
  });

  test('sums up by owner and namespace where there are several', async () => {
    const text = shown(expiringMessage(await answer(sample), options)).join('\n');
    expect(text).toContain('By owner: <!subteam^S0PAYMENTS> 1, dev@example.com 1, no owner 1');
    expect(text).toContain('By namespace: `payments/prod/` 1, `/` 2');
  });

  test('shows a table of Slack’s own where it can', async () => {
    const message = expiringMessage(await answer(sample), { ...options, tables: 'native' });
    const table = message.blocks.find((block) => block.type === 'data_table');
    const text = (one: string) => ({ type: 'raw_text', text: one });
    expect(table).toMatchObject({
      caption: 'What expires, soonest first',
      rows: [
        ['When', 'Date', 'What', 'Owner', 'Path'].map(text),
        [
          text('2 days ago'),
          text('2026-11-20 10:00'),
          text('api-key'),
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_section',
                elements: [{ type: 'usergroup', usergroup_id: 'S0PAYMENTS' }],
              },
            ],
          },
          text('payments/prod/kv/card-gateway/api-key'),
        ],
        ['in 5 days', '2026-11-27 13:00', 'database', 'dev@example.com', 'kv/ledger/database'].map(text),
        ['in 12 days', '2026-12-04 10:00', 'key-12', 'no owner', 'kv/app/key-12'].map(text),
      ],
    });
  });

  test('says what the last scan did not see', async () => {
    const stale = { ...item(3), staleSinceMs: now.getTime() - 2 * dayMs };
    const known = await answer([stale]);
    const message = expiringMessage(
      {
        ...known,
        totals: { expired: 0, expiring: 1, stale: 1, selfRenewing: 0 },
        isLive: false,
        unseen: [{ cluster: 'prod', since: now }],
      },
      options,
    );
    const text = shown(message).join('\n');
    expect(text).toContain('The last scan did not see 1 of them: they are told as they were before.');
    expect(text).toContain('The last scan could not look at prod.');
    expect(text).toContain('`kv/app/key-3`  (not seen for 2 days)');
  });

  test('lists what is not known when asked for that', async () => {
    const problems = Array.from({ length: 30 }, (_, at) => problem({ path: `x-${at}` }));
    const query = { problems: true } as const;
    const message = expiringMessage(await answer(sample, problems, { query }), options);
    expect(message.text).toBe('Not known for 30 places');
    const text = shown(message).join('\n');
    expect(text.match(/`kv\/x-\d+`/g)).toHaveLength(rowsOnPage);
    expect(text).not.toContain('api-key');
  });

  test('a public channel gets counts by mount and no name', async () => {
    const text = shown(
      expiringMessage(await answer(sample, [problem()], { detail: 'counts' }), options),
    ).join('\n');
    expect(text).toContain('`payments/prod/kv/`  1 expired, 0 soon');
    expect(text).toContain('`kv/`  0 expired, 2 soon');
    expect(text).toContain('not known for 1 more place');
    expect(text).toContain('ask in a direct message for names and paths');
    expect(text).not.toMatch(/api-key|ledger|S0PAYMENTS|dev@example/);
  });

  test('an externally shared channel gets numbers alone', async () => {
    const text = shown(
      expiringMessage(await answer(sample, [problem()], { detail: 'anonymous' }), options),
    ).join('\n');
    expect(text).toContain('*1 secret has expired, 2 more within 30 days*');
    expect(text).not.toMatch(/kv\/|payments|api-key|ledger|prod/);
  });

  test.each([
    [[], 'Nothing has expired, and nothing will within 30 days'],
    [[item(1)], '1 secret expires within 30 days'],
    [[item(1), item(2)], '2 secrets expire within 30 days'],
    [[item(-1)], '1 secret has expired, none more within 30 days'],
    [[item(-1), item(-2)], '2 secrets have expired, none more within 30 days'],
  ])('says %#', async (items, text) => {
    expect(expiringMessage(await answer(items), options).text).toBe(text);
  });

  test('Slack takes it, whatever stands in Vault', async () => {
    const text = hostileText;
    const anyItem = fc
      .record({
        namespace: text,
        mount: text,
        path: text,
        name: text,
        // An owner may well be a mention: it calls nobody, since only the asker reads the answer.
        owner: fc.option(text, { nil: undefined }).filter((owner) => readOwner(owner).kind !== 'user'),
        cluster: fc.constantFrom('a', 'b'),
      })
      .chain((place) => fc.integer({ min: -400, max: 30 }).map((days) => item(days, place)));
    const anyProblem = fc.record({ path: text, problem: text, mount: text }).map((place) => problem(place));
    const detail = fc.constantFrom<Detail>('paths', 'counts', 'anonymous');
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyItem, { maxLength: 60 }),
        fc.array(anyProblem, { maxLength: 20 }),
        detail,
        async (items, problems, how) => {
          const message = expiringMessage(await answer(items, problems, { detail: how }), options);
          expect(messageProblems(message)).toEqual([]);
          expect(JSON.stringify(message.blocks)).not.toMatch(/<!channel>|<@U0123ABCD>|<https/);
          expiringText(await answer(items, problems, {}, everything), options);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});
