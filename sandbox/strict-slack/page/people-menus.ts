import type { SlackPerson } from '../../local-slack/workspace.ts';
import type { Block, ViewValues } from '../views/open-view.ts';

/**
 * The page's menus of people have nobody in them: in a modal they become ordinary menus with the members of the
 * workspace. Only for the page.
 */
export function withPeople(blocks: readonly Block[], people: readonly SlackPerson[]): Block[] {
  const options = people
    .filter(({ kind }) => kind !== 'bot' && kind !== 'deleted')
    .map(({ id, realName }) => ({ text: { type: 'plain_text', text: realName }, value: id }));
  return blocks.map((block) =>
    block.element?.type === 'users_select'
      ? { ...block, element: { ...block.element, type: 'static_select', options } }
      : block,
  );
}

/** The page tells of a choice in such a menu as of any other: here it is told as Slack does, too. */
export function chosenPeople(values: ViewValues): ViewValues {
  const chosen = (state: Record<string, unknown>): Record<string, unknown> => {
    const option = state.selected_option as { value?: string } | undefined;
    return option?.value ? { ...state, selected_user: option.value } : state;
  };
  return Object.fromEntries(
    Object.entries(values).map(([block, states]) => [
      block,
      Object.fromEntries(Object.entries(states).map(([action, state]) => [action, chosen(state)])),
    ]),
  );
}
