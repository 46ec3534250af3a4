import { describe, expect, test } from 'vitest';
import { input, modal, radioButtons, section, select, textInput } from '../../src/slack/blocks.ts';
import { SubmissionPayload, type ViewPayload } from '../../src/slack/payloads.ts';
import { errorsOnFields, formWithErrors, submittedValues } from '../../src/slack/view-state.ts';
import { viewProblems } from './slack-problems.ts';

const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });

function submitted(values: Record<string, object>, blocks: readonly object[] = []): ViewPayload {
  const state = Object.fromEntries(Object.entries(values).map(([id, entered]) => [id, { value: entered }]));
  return SubmissionPayload.parse({
    user: { id: 'U0DANA' },
    view: {
      id: 'V1',
      callback_id: 'test:form/1',
      hash: 'h',
      title: { text: 'Form' },
      blocks,
      state: { values: state },
    },
  }).view;
}

describe('what was entered', () => {
  test.each([
    ['text', { type: 'plain_text_input', value: 'hello' }, 'hello'],
    ['nothing', { type: 'plain_text_input', value: null }, undefined],
    ['a choice', { type: 'static_select', selected_option: option('a') }, 'a'],
    ['no choice', { type: 'static_select', selected_option: null }, undefined],
    ['several choices', { type: 'checkboxes', selected_options: [option('a'), option('b')] }, ['a', 'b']],
    ['a person', { type: 'users_select', selected_user: 'U0DANA' }, 'U0DANA'],
    ['people', { type: 'multi_users_select', selected_users: ['U0DANA'] }, ['U0DANA']],
    ['a day', { type: 'datepicker', selected_date: '2026-11-22' }, '2026-11-22'],
  ])('%s', (_, entered, value) => {
    expect(submittedValues(submitted({ field: entered })).field).toEqual(value);
  });
});

describe('errors after Slack’s three seconds', () => {
  const form = modal({
    title: 'Form',
    callbackId: 'test:form/1',
    blocks: [
      section('Fill this in'),
      input({ id: 'name', label: 'Name', element: textInput({ initial: 'before' }) }),
      input({ id: 'kind', label: 'Kind', element: select({ choices: [{ text: 'A', value: 'a' }] }) }),
      input({ id: 'size', label: 'Size', element: radioButtons({ choices: [{ text: 'S', value: 's' }] }) }),
    ],
  });
  const view = submitted(
    {
      name: { type: 'plain_text_input', value: 'entered' },
      kind: { type: 'static_select', selected_option: option('a') },
      size: { type: 'radio_buttons', selected_option: null },
    },
    form.blocks,
  );

  test('come with the form as it was filled in', () => {
    const again = formWithErrors(view, { kind: 'Not <this> one.' });
    expect(viewProblems(again)).toEqual([]);
    expect(again.blocks).toMatchObject([
      { type: 'section' },
      { block_id: 'name', element: { initial_value: 'entered' } },
      { block_id: 'kind', element: { initial_option: { value: 'a' } } },
      { type: 'context', elements: [{ text: ':warning: Not &lt;this&gt; one.' }] },
      { block_id: 'size' },
    ]);
    expect(again).toMatchObject({ callback_id: 'test:form/1', submit: { text: 'Submit' } });
  });

  test('that belong to no field stand at the first', () => {
    expect(errorsOnFields(view, { '': 'Vault is sealed.', name: 'Too long.' })).toEqual({
      name: 'Vault is sealed. Too long.',
    });
    expect(errorsOnFields(submitted({}), { '': 'Vault is sealed.' })).toBeUndefined();
  });
});
