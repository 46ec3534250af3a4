import type { LeftOut, Policy, PolicyLine } from './policy.ts';

/**
 * The policy in HCL, a comment above each line. Names come from the server, so each is quoted as JSON, which HCL
 * reads in the same way.
 *
 * @param heading comment lines at the top
 */
export function policyText({ lines, leftOut }: Policy, heading: readonly string[]): string {
  return [
    ...heading.map((line) => comment(line)),
    '',
    ...lines.flatMap((line) => [comment(`${line.feature}: ${line.why}`), hclLine(line), '']),
    ...leftOut.map((place) => comment(`Left out: ${describeLeftOut(place)}`)),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

/** `path "kv/metadata/*" { capabilities = ["list", "read"] }` */
export function hclLine({
  path,
  capabilities,
  allowedParameters,
}: Pick<PolicyLine, 'path' | 'capabilities' | 'allowedParameters'>): string {
  const rights = capabilities.map((capability) => JSON.stringify(capability)).join(', ');
  const head = `path ${JSON.stringify(path)} {`;
  if (!allowedParameters) return `${head} capabilities = [${rights}] }`;
  const fields = allowedParameters.map((name) => `${JSON.stringify(name)} = []`).join(', ');
  return `${head}\n  capabilities = [${rights}]\n  allowed_parameters = { ${fields} }\n}`;
}

export function describeLeftOut({ namespace, mount, reason }: LeftOut): string {
  return `${namespace}${mount || (namespace === '' ? 'the root namespace' : '')}: ${reason}`;
}

/** A name cannot end the comment and begin a line of its own. */
function comment(text: string): string {
  return `# ${text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, ' ')}`.trimEnd();
}
