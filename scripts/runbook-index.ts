import { readdirSync, readFileSync } from 'node:fs';

const indexFile = 'README.md';

/** `docs/runbooks/README.md`: one line for each runbook in the folder, by its first heading. */
export function runbookIndex(folder: URL): string {
  const lines = readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== indexFile)
    .sort()
    .map((file) => `- [${file.slice(0, -3)}](${file}): ${titleOf(new URL(file, folder))}`);
  return `# Runbooks

One for each rule, of Prometheus ([rules.yml](../../ops/prometheus/rules.yml)) and of the bot’s own watch: what it means
for users, how to check, how to end it. Commands are for OpenBao; on HashiCorp Vault say \`vault\` instead of \`bao\`.
This list is written by \`npm run docs\`.

${lines.join('\n')}
`;
}

function titleOf(file: URL): string {
  const title = /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (title === undefined) throw new Error(`${file.pathname} has no heading`);
  return title;
}
