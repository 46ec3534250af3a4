import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { help } from '../../commands/help.ts';
import { terminalPerson } from '../../src/core/people/person.ts';
import { modal } from '../../src/slack/blocks.ts';
import { hostileLike } from '../helpers/hostile-like.ts';
import { hostileText } from '../slack/hostile.ts';
import { messageProblems, viewProblems } from '../slack/slack-problems.ts';
import { type Shown, sampleConfig, views } from './view-samples.ts';

const root = new URL('../../src/', import.meta.url).pathname;
/** Held to the limits in test/slack/blocks.test.ts; `composeRow` only calls `composePost`. */
const builders = /^slack\/(?:blocks|elements|data-table|lists|message-builder)#|#composeRow$/;

function exportedViews(): string[] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ts'),
  );
  return files.flatMap((entry) => {
    const path = `${entry.parentPath}/${entry.name}`;
    const name = relative(root, path).replace(/\.ts$/, '');
    const declared = readFileSync(path, 'utf8').matchAll(
      /^export function (\w+)\([\s\S]*?\)(?:: ([^{]+?))? \{$/gm,
    );
    return [...declared]
      .filter((match) => /^(?:Message|ModalView|HomeView|View|KnownBlock\[\])$/.test(match[2] ?? ''))
      .map((match) => `${name}#${match[1]}`);
  });
}

test('every view is here, and nothing else', () => {
  const found = exportedViews().filter((name) => !builders.test(name));
  expect(Object.keys(views).sort()).toEqual(found.sort());
});

function problemsOf(shown: Shown): string[] {
  if (Array.isArray(shown)) return viewProblems(modal({ title: 'x', blocks: shown }));
  return 'type' in shown ? viewProblems(shown) : messageProblems(shown);
}

describe('Slack takes every view, whatever it is made from', () => {
  for (const [name, arbitrary] of Object.entries(views))
    test(name, () => {
      fc.assert(
        fc.property(arbitrary, (shown) => {
          expect(problemsOf(shown)).toEqual([]);
        }),
        { numRuns: 40, interruptAfterTimeLimit: 20_000 },
      );
    });

  test('help', () => {
    const commands = { name: 'a', usage: 'b', summary: 'c', examples: ['d'] };
    fc.assert(
      fc.property(hostileLike({ commands: [commands], one: true }), (data) => {
        const context = { ports: { config: sampleConfig }, person: terminalPerson } as never;
        expect(messageProblems(help.message(data, context))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('hostile text is what it says', () => {
    expect(fc.sample(hostileText, 300).some((text) => text.includes('<!channel>'))).toBe(true);
  });
});
