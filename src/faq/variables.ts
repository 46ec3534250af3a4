import type { Answer } from './answer.ts';
import type { MarkdownBlock } from './markdown.ts';

/**
 * Local facts in answers: `[[vault_addr]]`, or `[[vault_addr|https://vault.example.com:8200]]` with what stands
 * there when nobody set it. The brackets are none of shell, HCL, Go templates or Vault's policy templates.
 */
const placeholder = /\[\[([a-z][a-z0-9_]{0,40})(?:\|([^\]\n]{0,200}))?\]\]/g;

export type Variables = Readonly<Record<string, string>>;

/**
 * Drops each sentence (in code: each line) that holds a variable which is neither set nor has a default.
 * Variables that stay are left in the text: `insertVariables` puts them in, once, after everything else is done.
 */
export function dropUnset(blocks: readonly MarkdownBlock[], variables: Variables): MarkdownBlock[] {
  return blocks.flatMap((block) => {
    if (!hasUnset(block.text, variables)) return [block];
    const parts = block.kind === 'code' ? block.text.split('\n') : sentences(block.text);
    const text = parts.filter((part) => !hasUnset(part, variables)).join(block.kind === 'code' ? '\n' : ' ');
    return text.trim() === '' ? [] : [{ ...block, text }];
  });
}

/**
 * Puts the values in, as text: what a value holds is neither Markdown nor another variable.
 * `write` makes a value safe where the text goes.
 */
export function insertVariables(
  text: string,
  variables: Variables,
  write: (value: string) => string = (value) => value,
): string {
  return text.replace(placeholder, (whole, name: string, otherwise: string | undefined) => {
    if (Object.hasOwn(variables, name)) return write(variables[name] as string);
    return otherwise ?? whole;
  });
}

/** Names of variables that answers use and nobody set, in alphabetical order. */
export function unsetVariables(answers: readonly Answer[], variables: Variables): string[] {
  const names = answers
    .flatMap(({ shown, more, samples }) => [shown, more, ...samples.map(({ markdown }) => markdown)])
    .flatMap((text) => [...text.matchAll(placeholder)].map((match) => match[1] as string));
  return [...new Set(names)].filter((name) => !Object.hasOwn(variables, name)).sort();
}

function hasUnset(text: string, variables: Variables): boolean {
  for (const match of text.matchAll(placeholder))
    if (match[2] === undefined && !Object.hasOwn(variables, match[1] as string)) return true;
  return false;
}

/** Parts a text after each end of a sentence that is followed by the beginning of one. */
function sentences(text: string): string[] {
  return text.split(/(?<=[.?!])\s+(?=[A-Z`*[(])/);
}
