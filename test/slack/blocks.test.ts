import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actions,
  bold,
  button,
  checkboxes,
  code,
  codeBlock,
  context,
  datePicker,
  divider,
  fields,
  header,
  homeView,
  image,
  input,
  link,
  list,
  md,
  mentionUser,
  message,
  modal,
  overflow,
  radioButtons,
  section,
  select,
  slackDate,
  struck,
  table,
  textInput,
  userSelect,
} from '../../src/slack/blocks.ts';
import { hostileText } from './hostile.ts';
import { messageProblems, viewProblems } from './slack-problems.ts';

const texts = fc.array(hostileText, { maxLength: 30 });
const choices = fc.array(fc.record({ text: hostileText, value: hostileText }), { maxLength: 130 });

const hostileButton = fc
  .record({ actionId: hostileText, text: hostileText, value: hostileText, url: hostileText })
  .map((options) => button(options));

const builders: Record<string, fc.Arbitrary<KnownBlock[]>> = {
  header: hostileText.map((text) => [header(text)]),
  section: fc.tuple(hostileText, hostileButton).map(([text, one]) => [section(text, one)]),
  'section with spans': fc
    .tuple(hostileText, hostileText)
    .map(([one, two]) => [
      section(
        md`${bold(one)} ${code(two)} ${link(`https://a.example/${two}`, one)} ${codeBlock(two)} ${one}`,
      ),
    ]),
  'section with a menu': fc
    .tuple(hostileText, choices)
    .map(([text, some]) => [section(struck(text), overflow({ actionId: text, choices: some }))]),
  'input of a day or a person': hostileText.map((text) => [
    input({ id: text, label: text, element: datePicker({ placeholder: text, initial: text }) }),
    input({ id: text, label: text, element: userSelect({ placeholder: text }) }),
  ]),
  fields: texts.map((some) => [fields(some)]),
  context: texts.map((some) => [context(...some)]),
  actions: fc
    .array(hostileButton, { minLength: 1, maxLength: 40 })
    .map((some) => [actions(some, 'an id that is the same in every block')]),
  divider: fc.constant([divider()]),
  image: hostileText.map((text) => [image({ slackFileId: 'F1', altText: text, title: text })]),
  input: fc.tuple(hostileText, choices).map(([text, some]) => [
    input({
      id: text,
      label: text,
      hint: text,
      element: textInput({ placeholder: text, initial: text, maxLength: text.length }),
    }),
    input({ id: 'b', label: text, element: select({ choices: some, placeholder: text, initial: text }) }),
    input({ id: 'c', label: text, element: radioButtons({ choices: some }) }),
    input({ id: 'd', label: text, element: checkboxes({ choices: some }) }),
  ]),
  list: fc.tuple(texts, fc.nat({ max: 40 })).map(([rows, max]) => list(rows, { max })),
  table: fc.array(fc.tuple(hostileText, hostileText, hostileText), { maxLength: 60 }).map((rows) =>
    table({
      columns: [{ title: 'Name' }, { title: 'When', align: 'right' }, { title: '' }],
      rows,
      max: 50,
    }),
  ),
};

describe('every builder keeps Slack’s limits', () => {
  for (const [name, arbitrary] of Object.entries(builders))
    test(name, () => {
      fc.assert(
        fc.property(arbitrary, (blocks) => {
          expect(viewProblems(modal({ title: 'x', blocks }))).toEqual([]);
        }),
        { numRuns: 150 },
      );
    });

  const anyBlocks = fc
    .array(fc.oneof(...Object.values(builders)), { maxLength: 70 })
    .map((groups) => groups.flat());

  test('messages', () => {
    fc.assert(
      fc.property(hostileText, anyBlocks, anyBlocks, (text, blocks, footer) => {
        const built = message({ text, blocks, footer: footer.slice(0, 3) });
        expect(messageProblems(built)).toEqual([]);
        expect(built.text).not.toMatch(/<[!@#]/);
      }),
      { numRuns: 60 },
    );
  });

  test('views', () => {
    fc.assert(
      fc.property(hostileText, anyBlocks, (text, blocks) => {
        const view = modal({ title: text, blocks, submit: text, callbackId: text, privateMetadata: text });
        expect(viewProblems(view)).toEqual([]);
        const withoutInputs = blocks.filter((block) => block.type !== 'input');
        expect(viewProblems(homeView(withoutInputs))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('outside text', () => {
  test('mentions nobody and links nowhere, wherever it stands', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const made of [
          md`${text}`,
          code(text),
          bold(text),
          codeBlock(text),
          slackDate(new Date(0), text),
        ])
          expect(made.source.replace(/^<!date\^0\^\{date_short_pretty\} \{time\}\|/, '')).not.toMatch(/</);
        expect(mentionUser(text).source).not.toMatch(/</);
      }),
    );
  });

  test('a link goes to http and https only, and its label stays inside', () => {
    expect(link('https://vault.example.com/ui?a=1&b=2', 'Vault > here | there').source).toBe(
      '<https://vault.example.com/ui?a=1&amp;b=2|Vault here there>',
    );
    expect(link('javascript:alert(1)', 'x').source).toBe('x');
    expect(link('https://vault.example.com@evil.example/', 'x').source).toBe('x');
    expect(link('https://a.example/|<!channel>', 'x').source).toBe('<https://a.example/!channel|x>');
    fc.assert(
      fc.property(hostileText, hostileText, (url, label) => {
        for (const made of [link(url, label), link(`https://a.example/${url}`, label)])
          expect(made.source).toMatch(/^(<https?:\/\/[^|<>\s]+\|[^|<>\n]+>|[^|<>\n]+)$/);
      }),
    );
  });

  test('a code span holds one line and no backtick', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(code(text).source).toMatch(/^`[^`\n]+`$/);
      }),
    );
  });

  test('what cannot be seen is shown', () => {
    expect(md`${'pay\u202etxt.exe'}`.source).toBe('pay‹U+202E›txt.exe');
    expect(md`${'a\u200bb\u0000'}`.source).toBe('a‹U+200B›b‹U+0000›');
    expect(md`${'👩‍👩‍👧 ok'}`.source).toBe('👩‍👩‍👧 ok');
  });
});

describe('cutting', () => {
  test('never splits an entity, a link or a surrogate pair, and closes code', () => {
    const cut = (text: Parameters<typeof section>[0]): string => section(text).text?.text ?? '';
    expect(cut('&'.repeat(2_000))).toMatch(/^(&amp;)+…$/);
    expect(cut('👩'.repeat(3_000))).toMatch(/^(👩)+…$/u);
    expect(cut(md`${'a'.repeat(2_980)}${link('https://a.example/', 'label')}`)).toBe(`${'a'.repeat(2_980)}…`);
    expect(cut(codeBlock('x'.repeat(4_000)))).toMatch(/^```\nx+…\n```$/);
    expect(cut(md`see ${code('x'.repeat(4_000))}`)).toMatch(/^see `x+…`$/);
  });

  test('says how many rows were left out', () => {
    const rows = Array.from({ length: 2_000 }, (_, at) => `row ${at} ${'x'.repeat(60)}`);
    const built = message({ text: 'rows', blocks: list(rows), footer: [section('the end')] });
    const shown = built.blocks
      .map((block) => (block.type === 'section' ? (block.text?.text ?? '') : ''))
      .join('\n')
      .match(/row \d+/g)?.length;
    expect(built.blocks.at(-2)).toMatchObject({
      type: 'context',
      elements: [{ text: `… and ${2_000 - (shown ?? 0)} more` }],
    });
    expect(built.blocks.at(-1)).toMatchObject({ text: { text: 'the end' } });
  });

  test('a second button of one interaction has an id of its own', () => {
    const same = button({ actionId: 'expiry:renew/1', text: 'Renew' });
    expect(actions([same, same, same]).elements.map((one) => one.action_id)).toEqual([
      'expiry:renew/1',
      'expiry:renew/1#2',
      'expiry:renew/1#3',
    ]);
  });
});

describe('tables', () => {
  test('columns line up and no line is longer than a phone shows', () => {
    const [block] = table({
      columns: [{ title: 'Secret' }, { title: 'Left', align: 'right' }],
      rows: [
        ['kv/team-a/a-very-long-name-that-goes-on-and-on/db', '3 days'],
        ['kv/漢字', '12 days'],
      ],
    });
    const text = block?.type === 'section' ? block.text?.text : '';
    expect(text?.split('\n')).toEqual([
      '```',
      'Secret                                  Left',
      'kv/team-a/a-very-long-name-that-go…   3 days',
      'kv/漢字                              12 days',
      '```',
    ]);
  });
});
