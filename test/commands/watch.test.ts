import { expect, test } from 'vitest';
import { watch } from '../../commands/watch.ts';
import { runTerminal } from '../../src/cli/run-terminal.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { waitUntil } from '../helpers/wait-until.ts';

describeOpenBao('watch', () => {
  test('shows each look in the place of the last, or as lines of JSON, until it is ended', async () => {
    const bao = await startOpenBao();
    const ports = testPorts({ servers: { prod: bao } });
    const start = (argv: string[], isScreen: boolean) => {
      const ending = new AbortController();
      let out = '';
      const io = {
        argv,
        version: '1',
        columns: 80,
        isScreen,
        signal: ending.signal,
        now: ports.now,
        stdout: (text: string) => {
          out += text;
        },
        stderr: (text: string) => {
          out += text;
        },
      };
      const ended = runTerminal(io, {
        commands: [watch],
        makeLogger: () => silentLogger,
        loadConfig: () => ports.config,
        openPorts: async () => ({ ports, close: async () => undefined }),
      });
      return { out: () => out, end: () => ending.abort(), ended };
    };
    const screen = start(['watch', '--every', '1s'], true);
    const lines = start(['watch', 'prod', '--every', '1s', '--json'], false);
    await waitUntil('a look', () => screen.out().includes('\u001b[H\u001b[2Jprod  well'), 30_000);
    await waitUntil('a line', () => lines.out().includes('\n'), 30_000);
    await bao.root({ method: 'PUT', path: 'sys/seal' });
    await waitUntil('the seal', () => screen.out().includes('prod  sealed'), 30_000);
    const objects = () =>
      lines
        .out()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const sealed = () => objects().filter(({ problems }) => problems[0]?.rule === 'sealed-node');
    await waitUntil('lines', () => sealed().length > 1, 30_000);
    for (const one of [screen, lines]) one.end();
    expect(await Promise.all([screen.ended, lines.ended])).toEqual([0, 0]);
    expect(screen.out()).toContain('Ctrl-C ends it.');
    expect(objects()[0]).toMatchObject({ problems: [] });
    // As old as the first look that saw it.
    const [first, second] = sealed();
    expect(second.problems[0].since).toBe(first.problems[0].since);
    expect(first.problems[0]).toMatchObject({ severity: 'critical', cluster: 'prod' });
  }, 120_000);
});

test.each([
  [['a', 'b'], 'It takes one cluster'],
  [['--fast'], 'It takes one cluster'],
  [['--every', '1'], '--every needs a time'],
  [['--every', '0s'], '--every needs a time'],
])('%j is no way to call it', (words, text) => {
  expect(() => watch.parse({ door: 'terminal', text: '', words })).toThrow(text);
});
