import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { configImportExporter } from '../../commands/config/import-exporter.ts';
import { commandList } from '../../src/command-list.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { findCommand } from '../../src/find-command.ts';
import { ConfigError, UsageError, UserError } from '../../src/lib/errors.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { runInTerminal, terminalContext } from '../helpers/run-command.ts';

const exporter = `vault:
  address: https://vault.example.com:8200
  authentication:
    token: {}
expiration_monitoring:
  services: []
`;

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'config.yaml');
  writeFileSync(file, text);
  return file;
}

test('its text is a steward.yaml, and it is found beside `config`', async () => {
  const words = ['config', 'import-exporter', fileOf(exporter), '--cluster', 'prod'];
  const found = findCommand(words, commandList, 'terminal');
  expect(found?.command).toBe(configImportExporter);
  const ports = barePorts({});
  const data = await runInTerminal(configImportExporter, ports, found?.rest);
  const text = configImportExporter.text(data, { ...terminalContext(ports), columns: 80 });
  expect(parseConfig(parse(text)).clusters).toMatchObject([
    { name: 'prod', address: 'https://vault.example.com:8200' },
  ]);
});

test('a file that cannot be read or carried over, and wrong words', async () => {
  const run = (...words: string[]) => runInTerminal(configImportExporter, barePorts({}), words);
  await expect(run('/nowhere/config.yaml')).rejects.toThrow(UserError);
  const broken = fileOf(exporter.replace('services: []', 'servces: []'));
  await expect(run(broken)).rejects.toThrow(ConfigError);
  await expect(run(broken)).rejects.toThrow(
    `${broken}:6 expiration_monitoring.servces: no key of the exporter`,
  );
  for (const words of [[], ['a', 'b'], ['--cluster'], ['a', '--cluster'], ['a', '--cluster', 'Not Good']])
    expect(() => configImportExporter.parse({ door: 'terminal', text: '', words })).toThrow(UsageError);
});
