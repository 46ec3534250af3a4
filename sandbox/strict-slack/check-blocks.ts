import {
  blocks as blockShapes,
  elements as elementShapes,
  type Field,
  namelessParts,
  type Shape,
  type Surface,
  views as viewShapes,
  wholes,
} from './block-kit-limits.ts';

/** Where something is wrong, as a JSON pointer, and what: `must be less than 3001 characters`. */
export interface Complaint {
  at: string;
  problem: string;
}

type Json = Record<string, unknown>;

/** Everything that Slack would refuse in the blocks of a message or a view. Pure. */
export function checkBlocks(blocks: unknown, surface: Surface, at = '/blocks'): Complaint[] {
  if (!Array.isArray(blocks)) return [{ at, problem: 'must be an array' }];
  const most = surface === 'message' ? wholes.messageBlocks : wholes.viewBlocks;
  const complaints: Complaint[] = [];
  if (blocks.length > most) complaints.push({ at, problem: `no more than ${most} items allowed` });
  blocks.forEach((block, index) => {
    complaints.push(...checkBlock(block, surface, `${at}/${index}`));
  });
  return [
    ...complaints,
    ...checkUniqueIds(blocks, at),
    ...checkMarkdownTotal(blocks, at),
    ...checkTableTotal(blocks, at),
  ];
}

/** Everything that Slack would refuse in a view. Pure. */
export function checkView(view: unknown, at = '/view'): Complaint[] {
  if (!isJson(view)) return [{ at, problem: 'must be an object' }];
  const type = view.type;
  if (type !== 'modal' && type !== 'home') return [{ at: `${at}/type`, problem: 'must be modal or home' }];
  const complaints = checkFields(view, viewShapes[type], at);
  const hasInput =
    Array.isArray(view.blocks) && view.blocks.some((block) => isJson(block) && block.type === 'input');
  if (type === 'modal' && hasInput && view.submit === undefined)
    complaints.push({ at: `${at}/submit`, problem: 'required when there is an input block' });
  return [...complaints, ...checkBlocks(view.blocks, type, `${at}/blocks`)];
}

function checkBlock(block: unknown, surface: Surface, at: string): Complaint[] {
  if (!isJson(block)) return [{ at, problem: 'must be an object' }];
  const shape = blockShapes[String(block.type)];
  if (shape === undefined) return [{ at: `${at}/type`, problem: `unsupported type: ${block.type}` }];
  if (!shape.surfaces.includes(surface))
    return [{ at: `${at}/type`, problem: `${block.type} is not allowed in a ${surface}` }];
  return [
    ...checkFields(block, shape, at),
    ...checkUniqueActions(block, at),
    ...(block.type === 'section' ? checkSectionFields(block, at) : []),
    ...(block.type === 'table' || block.type === 'data_table' ? checkRows(block, at) : []),
  ];
}

function checkFields(value: Json, shape: Shape, at: string): Complaint[] {
  const complaints = Object.entries(shape.fields).flatMap(([name, field]) => {
    const found = value[name];
    if (found !== undefined) return checkField(found, field, `${at}/${name}`);
    return field.optional ? [] : [{ at, problem: `missing required field: ${name}` }];
  });
  const lacksAll = shape.oneOf.length > 0 && shape.oneOf.every((name) => value[name] === undefined);
  if (lacksAll) complaints.push({ at, problem: `missing required field: ${shape.oneOf.join(' or ')}` });
  return complaints;
}

function checkField(value: unknown, field: Field, at: string): Complaint[] {
  switch (field.is) {
    case 'string':
      return checkString(value, field.max, at);
    case 'text':
      return checkText(value, field.max, field.plain, at);
    case 'part':
      return checkPart(value, field.among, at);
    case 'list':
      return checkList(value, field, at);
  }
}

function checkList(value: unknown, field: Field & { is: 'list' }, at: string): Complaint[] {
  if (!Array.isArray(value)) return [{ at, problem: 'must be an array' }];
  if (value.length < field.min) return [{ at, problem: `must have at least ${field.min} items` }];
  if (value.length > field.max) return [{ at, problem: `no more than ${field.max} items allowed` }];
  if (field.of === 'text')
    return value.flatMap((item, index) => checkText(item, Number.MAX_SAFE_INTEGER, false, `${at}/${index}`));
  if (field.among.length === 0) return [];
  return value.flatMap((item, index) => checkPart(item, field.among, `${at}/${index}`));
}

function checkPart(value: unknown, among: readonly string[], at: string): Complaint[] {
  if (!isJson(value)) return [{ at, problem: 'must be an object' }];
  const nameless = among.length === 1 && namelessParts.includes(String(among[0]));
  const type = nameless ? String(among[0]) : String(value.type);
  if (!among.includes(type)) return [{ at: `${at}/type`, problem: `unsupported type: ${value.type}` }];
  if (type === 'mrkdwn' || type === 'plain_text') return checkText(value, 3000, false, at);
  const shape = elementShapes[type];
  return shape === undefined ? [] : checkFields(value, shape, at);
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
function checkText(value: unknown, max: number, plain: boolean, at: string): Complaint[] {
  if (!isJson(value)) return [{ at, problem: 'must be a text object' }];
  const types = plain ? ['plain_text'] : ['plain_text', 'mrkdwn'];
  if (!types.includes(String(value.type)))
    return [{ at: `${at}/type`, problem: `must be ${types.join(' or ')}` }];
  if (typeof value.text === 'string' && value.text.trim() === '')
    return [{ at: `${at}/text`, problem: 'must be more than 0 characters' }];
  return checkString(value.text, max, `${at}/text`);
}

function checkString(value: unknown, max: number, at: string): Complaint[] {
  if (typeof value !== 'string') return [{ at, problem: 'must be a string' }];
  return value.length > max ? [{ at, problem: `must be less than ${max + 1} characters` }] : [];
}

function checkSectionFields(block: Json, at: string): Complaint[] {
  if (!Array.isArray(block.fields)) return [];
  return block.fields.flatMap((field, index) =>
    checkText(field, wholes.sectionFieldText, false, `${at}/fields/${index}`),
  );
}

function checkRows(block: Json, at: string): Complaint[] {
  if (!Array.isArray(block.rows)) return [];
  const widths = block.rows.map((row) => (Array.isArray(row) ? row.length : 0));
  const wrong = widths.findIndex((width) => width < 1 || width > wholes.tableColumns);
  if (wrong >= 0) return [{ at: `${at}/rows/${wrong}`, problem: `needs 1 to ${wholes.tableColumns} cells` }];
  if (new Set(widths).size > 1)
    return [{ at: `${at}/rows`, problem: 'all rows must have the same number of cells' }];
  return (block.rows as unknown[][]).flatMap((row, index) =>
    row.flatMap((cell, column) => checkCell(cell, index === 0, `${at}/rows/${index}/${column}`)),
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block: no rich_text in the first row, no empty text. */
function checkCell(cell: unknown, isTitle: boolean, at: string): Complaint[] {
  if (!isJson(cell)) return [{ at, problem: 'must be an object' }];
  const types = isTitle ? ['raw_text', 'raw_number'] : ['raw_text', 'raw_number', 'rich_text'];
  if (!types.includes(String(cell.type))) return [{ at, problem: `must be ${types.join(' or ')}` }];
  if (cell.type === 'raw_text' && (typeof cell.text !== 'string' || cell.text.length < 1))
    return [{ at: `${at}/text`, problem: 'must be more than 0 characters' }];
  return [];
}

function checkTableTotal(blocks: readonly unknown[], at: string): Complaint[] {
  const tables = blocks.filter((block) => isJson(block) && block.type === 'data_table');
  const total = tables.reduce<number>((sum, block) => sum + countText((block as Json).rows), 0);
  if (total <= wholes.tableCharacters) return [];
  return [{ at, problem: `tables must be less than ${wholes.tableCharacters + 1} characters in all` }];
}

/** "block_id should be unique for each message": https://docs.slack.dev/reference/block-kit/blocks */
function checkUniqueIds(blocks: readonly unknown[], at: string): Complaint[] {
  const seen = new Set<unknown>();
  return blocks.flatMap((block, index) => {
    if (!isJson(block) || block.block_id === undefined) return [];
    if (!seen.has(block.block_id)) {
      seen.add(block.block_id);
      return [];
    }
    return [{ at: `${at}/${index}/block_id`, problem: `block_id ${block.block_id} already exists` }];
  });
}

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element: action_id is unique in its block. */
function checkUniqueActions(block: Json, at: string): Complaint[] {
  if (!Array.isArray(block.elements)) return [];
  const ids = block.elements.flatMap((item) => (isJson(item) && item.action_id ? [item.action_id] : []));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? [] : [{ at: `${at}/elements`, problem: `action_id ${twice} already exists` }];
}

function checkMarkdownTotal(blocks: readonly unknown[], at: string): Complaint[] {
  const total = blocks
    .filter((block) => isJson(block) && block.type === 'markdown')
    .reduce<number>((sum, block) => sum + String((block as Json).text ?? '').length, 0);
  if (total <= wholes.markdownText) return [];
  return [{ at, problem: `markdown blocks must be less than ${wholes.markdownText + 1} characters in all` }];
}

/** What a message costs of its `msg_blocks_too_long` budget: all its texts, and something for each block. */
export function blocksSize(blocks: readonly unknown[]): number {
  return countText(blocks) + blocks.length * wholes.charactersPerBlock;
}

function countText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countText(item), 0);
  if (!isJson(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, inner]) =>
      sum + (name === 'text' && typeof inner === 'string' ? inner.length : countText(inner)),
    0,
  );
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
