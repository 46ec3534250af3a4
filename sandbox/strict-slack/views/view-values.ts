/** What a person enters into one field: text, the value of an option, values of checkboxes, a date. */
export type FieldValue = string | readonly string[];

/**
 * Turns what a person enters, by block id, into the state that Slack sends: block id → action id → element state.
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
 *
 * @throws Error when the view has no such input, or a choice is not among its options
 */
export function toViewState(
  // biome-ignore lint/suspicious/noExplicitAny: Block Kit as it was shown
  view: { blocks: readonly any[] },
  values: Readonly<Record<string, FieldValue>>,
): Record<string, Record<string, Record<string, unknown>>> {
  return Object.fromEntries(
    Object.entries(values).map(([blockId, value]) => {
      const block = view.blocks.find((candidate) => candidate.block_id === blockId);
      const element = block?.element;
      if (element === undefined) {
        const known = view.blocks.filter((candidate) => candidate.element).map((input) => input.block_id);
        throw new Error(`the view has no input in a block ${blockId}; it has ${known.join(', ') || 'none'}`);
      }
      return [blockId, { [element.action_id]: elementState(element, value) }];
    }),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a Block Kit element as it was shown
function elementState(element: any, value: FieldValue): Record<string, unknown> {
  const type: string = element.type;
  const option = (wanted: string) => {
    // biome-ignore lint/suspicious/noExplicitAny: a Block Kit option
    const groups: any[] = element.option_groups ?? [{ options: element.options ?? [] }];
    const found = groups.flatMap((group) => group.options).find((candidate) => candidate.value === wanted);
    if (found === undefined) throw new Error(`${element.action_id} has no option ${wanted}`);
    return found;
  };
  const list = typeof value === 'string' ? [value] : value;
  const first = list[0] ?? '';
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: option(first) };
    case 'external_select':
      return { type, selected_option: { text: { type: 'plain_text', text: first }, value: first } };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: list.map(option) };
    case 'users_select':
      return { type, selected_user: first };
    case 'conversations_select':
      return { type, selected_conversation: first };
    case 'channels_select':
      return { type, selected_channel: first };
    case 'datepicker':
      return { type, selected_date: first };
    case 'timepicker':
      return { type, selected_time: first };
    default:
      return { type, value: first === '' ? null : first };
  }
}
