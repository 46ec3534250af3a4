import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { commandList } from '../../src/command-list.ts';

const folder = new URL('../../commands/', import.meta.url).pathname;

function commandFiles(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) =>
      relative(folder, `${entry.parentPath}/${entry.name}`).replace(/\.ts$/, '').replaceAll('/', ' '),
    );
}

test('every file in commands/ is on the list, and the other way round', () => {
  expect(commandList.map((command) => command.name).sort()).toEqual(commandFiles().sort());
});

test.each(commandList.map((command) => [command.name, command] as const))(
  '%s says what it is',
  (name, command) => {
    expect(command.summary).toMatch(/^[A-Z].*[^.!]$/);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(example.startsWith(name)).toBe(true);
    expect(command.doors.length).toBeGreaterThan(0);
  },
);
