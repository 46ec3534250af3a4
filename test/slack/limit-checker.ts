/**
 * What Slack refuses, written down a second time from its reference, so that the builders are not measured with
 * their own ruler. Returns one sentence for each problem.
 */
export function slackProblems(blocks: readonly unknown[], surface: 'message' | 'view'): string[] {
  const problems: string[] = [];
  const most = surface === 'message' ? 50 : 100;
  if (blocks.length > most) problems.push(`${blocks.length} blocks`);
  const blockIds = blocks.map((block) => (block as { block_id?: string }).block_id).filter(Boolean);
  if (new Set(blockIds).size !== blockIds.length) problems.push('block_id used twice');
  blocks.forEach((block, at) => {
    problems.push(...blockProblems(block as Loose).map((problem) => `block ${at}: ${problem}`));
  });
  if (surface === 'message' && texts(blocks).join('').length > 13_200)
    problems.push('more than 13,200 characters');
  if (
    /\p{Surrogate}/u.test(
      JSON.stringify(blocks).replace(/\\u([0-9a-f]{4})/gi, (_, hex) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      ),
    )
  )
    problems.push('a broken surrogate');
  return problems;
}

interface Loose {
  [key: string]: unknown;
}

function blockProblems(block: Loose): string[] {
  const problems: string[] = [];
  const size = (what: string, value: unknown, most: number, least = 1): void => {
    const text = typeof value === 'object' && value !== null ? (value as Loose).text : value;
    if (text === undefined) return;
    if (typeof text !== 'string') problems.push(`${what} is no text`);
    else if (text.length > most) problems.push(`${what} has ${text.length} characters`);
    else if (text.trim().length < least) problems.push(`${what} is empty`);
  };
  const count = (what: string, value: unknown, most: number): readonly Loose[] => {
    const items = (value ?? []) as readonly Loose[];
    if (items.length === 0) problems.push(`no ${what}`);
    if (items.length > most) problems.push(`${items.length} ${what}`);
    return items;
  };
  const element = (one: Loose): void => {
    size('action_id', one.action_id, 255);
    size('placeholder', one.placeholder, 150);
    if (one.type === 'button') {
      size('button text', one.text, 75);
      size('button value', one.value, 2000);
      size('button url', one.url, 3000);
    }
    if (one.options !== undefined)
      for (const option of count('options', one.options, one.type === 'static_select' ? 100 : 10)) {
        size('option text', option.text, 75);
        size('option value', option.value, 150);
      }
    if (one.initial_value !== undefined) size('initial value', one.initial_value, Number(one.max_length), 0);
  };
  size('block_id', block.block_id, 255);
  if (block.type === 'header') size('header', block.text, 150);
  if (block.type === 'section') {
    if (block.text === undefined && block.fields === undefined) problems.push('neither text nor fields');
    size('section', block.text, 3000);
    if (block.fields !== undefined)
      for (const field of count('fields', block.fields, 10)) size('field', field, 2000);
    if (block.accessory !== undefined) element(block.accessory as Loose);
  }
  if (block.type === 'context')
    for (const one of count('elements', block.elements, 10)) size('context', one, 3000);
  if (block.type === 'actions') {
    const elements = count('elements', block.elements, 25);
    elements.forEach(element);
    const ids = elements.map((one) => one.action_id);
    if (new Set(ids).size !== ids.length) problems.push('action_id used twice');
  }
  if (block.type === 'image') {
    size('alt_text', block.alt_text, 2000);
    size('title', block.title, 2000);
  }
  if (block.type === 'input') {
    size('label', block.label, 2000);
    size('hint', block.hint, 2000);
    element(block.element as Loose);
  }
  return problems;
}

function texts(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    typeof one === 'string' ? (key === 'text' ? [one] : []) : texts(one),
  );
}
