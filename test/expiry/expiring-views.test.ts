import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { terminalPerson } from '../../src/core/people/person.ts';
import type { Detail } from '../../src/core/people/visibility.ts';
import { expiringMessage } from '../../src/expiry/expiring-message.ts';
import { expiringText } from '../../src/expiry/expiring-text.ts';
import type { DatedItem, ScanProblem } from '../../src/expiry/finding.ts';
import { answerFor, type ExpiringAnswer } from '../../src/expiry/visible.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import { hostileText } from '../slack/hostile.ts';
import { messageProblems } from '../slack/slack-problems.ts';
import { now } from './lay-out.ts';
import { item, problem, scanOf } from './sample.ts';

function answer(
  items: DatedItem[],
  problems: ScanProblem[] = [],
  more: Partial<Pick<ExpiringAnswer, 'detail' | 'scope'>> = {},
): ExpiringAnswer {
  const asker = { person: terminalPerson, place: 'terminal', pathsIn: 'private' } as const;
  return { ...answerFor(asker, scanOf(items, problems), now, 30 * dayMs), ...more };
}

const options = { now, zone: 'Europe/Prague' };
const sample = [
  item(-2, {
    path: 'card-gateway/api-key',
    name: 'api-key',
    owner: 'S0PAYMENTS',
    namespace: 'payments/prod/',
  }),
  item(5, {
    path: 'ledger/database',
    name: 'database',
    owner: 'dev@example.com',
    expiresAtMs: now.getTime() + 5 * dayMs + 3 * hourMs,
  }),
  item(12),
];

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
  test('has the name first, then when and whose, and the path below', () => {
    const message = expiringMessage(answer(sample, [problem({ path: 'app/x' })]), options);
    expect(message.text).toBe('1 secret has expired, 2 more within 30 days');
    expect(shown(message)).toEqual([
      '*1 secret has expired, 2 more within 30 days*',
      [
        ':red_circle: *api-key*  2 days ago, <!date^1795165200^{date_short} {time}|2026-11-20 10:00>, S0PAYMENTS',
        '`payments/prod/kv/card-gateway/api-key`',
        '*database*  in 5 days, <!date^1795780800^{date_short} {time}|2026-11-27 13:00>, dev@example.com',
        '`kv/ledger/database`',
        '*key-12*  in 12 days, <!date^1796374800^{date_short} {time}|2026-12-04 10:00>, no owner',
        '`kv/app/key-12`',
      ].join('\n'),
      '*Not known for 1 place*',
      '`kv/app/x`  the login may not read its metadata',
      '100 secrets looked at <!date^1795338000^{date_short} {time}|2026-11-22 10:00>'.replace(
        '{date_short}',
        '{date_short_pretty}',
      ),
    ]);
  });

  test('cuts long lists and says how many are left', () => {
    const many = Array.from({ length: 300 }, (_, at) => item(at / 20, { name: `key-${at}` }));
    const blocks = shown(expiringMessage(answer(many), options));
    expect(blocks.filter((block) => block.includes('… and 275 more'))).toHaveLength(1);
  });

  test('a public channel gets counts by mount and no name', () => {
    const text = shown(expiringMessage(answer(sample, [problem()], { detail: 'counts' }), options)).join(
      '\n',
    );
    expect(text).toContain('`payments/prod/kv/`  1 expired, 0 soon');
    expect(text).toContain('`kv/`  0 expired, 2 soon');
    expect(text).toContain('not known for 1 more place');
    expect(text).toContain('ask in a direct message for names and paths');
    expect(text).not.toMatch(/api-key|ledger|S0PAYMENTS|dev@example/);
  });

  test('an externally shared channel gets numbers alone', () => {
    const text = shown(expiringMessage(answer(sample, [problem()], { detail: 'anonymous' }), options)).join(
      '\n',
    );
    expect(text).toContain('*1 secret has expired, 2 more within 30 days*');
    expect(text).not.toMatch(/kv\/|payments|api-key|ledger|prod/);
  });

  test.each([
    [[], 'Nothing has expired, and nothing will within 30 days'],
    [[item(1)], '1 secret expires within 30 days'],
    [[item(1), item(2)], '2 secrets expire within 30 days'],
    [[item(-1)], '1 secret has expired, none more within 30 days'],
    [[item(-1), item(-2)], '2 secrets have expired, none more within 30 days'],
  ])('says %#', (items, text) => {
    expect(expiringMessage(answer(items), options).text).toBe(text);
  });

  test('Slack takes it, whatever stands in Vault', () => {
    const text = hostileText;
    const anyItem = fc
      .record({
        namespace: text,
        mount: text,
        path: text,
        name: text,
        owner: fc.option(text, { nil: undefined }),
        cluster: fc.constantFrom('a', 'b'),
      })
      .chain((place) => fc.integer({ min: -400, max: 30 }).map((days) => item(days, place)));
    const anyProblem = fc.record({ path: text, problem: text, mount: text }).map((place) => problem(place));
    const detail = fc.constantFrom<Detail>('paths', 'counts', 'anonymous');
    fc.assert(
      fc.property(
        fc.array(anyItem, { maxLength: 60 }),
        fc.array(anyProblem, { maxLength: 20 }),
        detail,
        (items, problems, how) => {
          const message = expiringMessage(answer(items, problems, { detail: how }), options);
          expect(messageProblems(message)).toEqual([]);
          expect(JSON.stringify(message.blocks)).not.toMatch(/<!channel>|<@U0123ABCD>|<https/);
          expiringText(answer(items, problems), options);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('the text for a terminal', () => {
  test('is an aligned table with the whole path last', () => {
    expect(expiringText(answer(sample, [problem({ path: 'app/x' })]), options)).toBe(
      [
        '1 secret has expired, 2 more within 30 days. 100 secrets looked at in 1.2 s.',
        '',
        'When        Date (Europe/Prague)  Owner            What',
        '2 days ago  2026-11-20 10:00      S0PAYMENTS       payments/prod/kv/card-gateway/api-key',
        'in 5 days   2026-11-27 13:00      dev@example.com  kv/ledger/database',
        'in 12 days  2026-12-04 10:00      –                kv/app/key-12',
        '',
        'Not known for 1 place:',
        '  kv/app/x: the login may not read its metadata',
      ].join('\n'),
    );
  });

  test('names the cluster where there are several', () => {
    const text = expiringText(answer([item(1), item(2, { cluster: 'stage' })]), options);
    expect(text).toContain('prod kv/app/key-1');
    expect(text).toContain('stage kv/app/key-2');
  });

  test('colours what has expired and what soon will, only where colours may be used', () => {
    expect(expiringText(answer(sample), options)).not.toContain('\u001b');
    const lines = expiringText(answer(sample), { ...options, colours: true }).split('\n');
    expect(lines.filter((line) => line.startsWith('\u001b[31m'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('\u001b[33m'))).toHaveLength(1);
  });

  test('no name can write on the terminal', () => {
    const text = expiringText(
      answer(
        [item(1, { path: 'a\u001b[2Jb\nc', owner: '\u001b]0;x\u0007' })],
        [problem({ path: '\u001b[31m' })],
      ),
      options,
    );
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  test('cuts very long lists', () => {
    const many = Array.from({ length: 1_500 }, (_, at) => item(at / 100));
    const problems = Array.from({ length: 40 }, (_, at) => problem({ path: `x-${at}` }));
    const text = expiringText(answer(many, problems), options);
    expect(text).toContain('… and 1,300 more; --json has them all');
    expect(text).toContain('… and 20 more; --json has them all');
  });
});
