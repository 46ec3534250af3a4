import { z } from 'zod';
import { Config } from './config.ts';
import { environmentNames } from './environment.ts';

/** The parts of a JSON Schema that the reference shows. */
const Node = z.object({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Node).optional();
  },
  get items() {
    return Node.optional();
  },
  get anyOf() {
    return z.array(Node).optional();
  },
  get oneOf() {
    return z.array(Node).optional();
  },
});
type Node = z.infer<typeof Node>;

interface Row {
  key: string;
  type: string;
  default: string;
  description: string;
}

/** JSON Schema (draft 2020-12) of steward.yaml as people write it, before defaults are filled in. */
export function configSchema(): object {
  return z.toJSONSchema(Config, { io: 'input', unrepresentable: 'any' });
}

/** docs/configuration.md, whole: made from the schemas, never written by hand. */
export function configReference(): string {
  const rows = rowsOf('', Node.parse(configSchema()));
  const lines = [
    '# Configuration',
    '',
    'Written by `npm run docs` from the schemas in `src/config`. Do not edit it by hand.',
    '',
    'Everything stands in one file, `steward.yaml` (`STEWARD_CONFIG` or `--config` names another one). All problems are',
    'told together at start, each with its key, with exit code 78, and nothing is started. `vault-steward config check`',
    'looks without starting; `vault-steward config schema` prints the JSON Schema for your editor.',
    '',
    '## Keys',
    '',
    '| Key | Type | Default | Meaning |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| \`${row.key}\` | ${row.type} | ${row.default} | ${row.description} |`),
    '',
    '## Environment variables',
    '',
    'Secrets come from the environment, never from the file. Each may come from a file instead: set `<NAME>_FILE` to its',
    'path; white space around the value is removed.',
    '',
    ...Object.values(environmentNames).map((name) => `- \`${name}\``),
    '',
  ];
  return lines.join('\n');
}

function rowsOf(prefix: string, node: Node, required: readonly string[] = []): Row[] {
  const variants = node.anyOf ?? node.oneOf;
  if (variants?.every((variant) => variant.properties))
    return mergeVariants(variants.flatMap((variant) => rowsOf(prefix, variant, variant.required)));
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    const nested = child.items ?? child;
    const deeper = rowsOf(child.items ? `${key}[]` : key, nested, nested.required);
    const own = toRow(key, child, (node.required ?? required).includes(name));
    return deeper.length > 0 && own.description === '' ? deeper : [own, ...deeper];
  });
}

/** Keys that several variants share are shown once, with all their values. */
function mergeVariants(rows: readonly Row[]): Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const known = merged.get(row.key);
    if (!known) merged.set(row.key, row);
    else if (!known.type.split(', ').includes(row.type))
      merged.set(row.key, { ...known, type: `${known.type}, ${row.type}` });
  }
  return [...merged.values()];
}

function toRow(key: string, node: Node, required: boolean): Row {
  return {
    key,
    type: typeOf(node),
    default: required ? 'required' : defaultOf(node),
    description: (node.description ?? '').replaceAll('|', '\\|'),
  };
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (node.items) return `list of ${node.items.properties ? 'sections' : typeOf(node.items)}`;
  if (node.properties || node.anyOf || node.oneOf) return 'section';
  return node.type ?? 'any';
}

function defaultOf(node: Node): string {
  const plain = node.default === undefined || typeof node.default === 'object' || node.default === '';
  return plain ? '' : `\`${String(node.default)}\``;
}
