import { expect, test } from 'vitest';
import type { Command } from '../src/define-command.ts';
import { findCommand, unknownCommandText } from '../src/find-command.ts';

function named(name: string, doors: Command['doors'] = ['slack', 'terminal']): Command {
  return { name, doors } as Command;
}

const commands = [named('status'), named('faq gaps'), named('faq'), named('db', ['terminal'])];

test('the longest name wins and the rest is handed on', () => {
  expect(findCommand(['faq', 'gaps', '30'], commands, 'slack')).toMatchObject({
    command: { name: 'faq gaps' },
    rest: ['30'],
  });
  expect(findCommand(['FAQ', 'stats'], commands, 'slack')).toMatchObject({ command: { name: 'faq' } });
});

test('a command of another door is not there', () => {
  expect(findCommand(['db'], commands, 'slack')).toBeUndefined();
  expect(findCommand(['db'], commands, 'terminal')).toBeDefined();
});

test('an unknown name is answered with the nearest ones, cut short', () => {
  expect(unknownCommandText('statsu', commands, 'slack', '/vault help')).toBe(
    'There is no command “statsu”. Did you mean status? /vault help lists them all.',
  );
  expect(unknownCommandText('x'.repeat(10_000), commands, 'slack', '/vault help').length).toBeLessThan(120);
});
