import { describe, expect, test } from 'vitest';
import { runTerminal } from '../../src/cli/run-terminal.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { type Command, defineCommand, JsonLines } from '../../src/define-command.ts';
import { ConfigError, UsageError, UserError } from '../../src/lib/errors.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { VaultError } from '../../src/vault/vault-error.ts';

interface Outcome {
  code: number;
  out: string;
  err: string;
  closed: number;
}

function command(overrides: Partial<Command<readonly string[], unknown>>): Command {
  return defineCommand<readonly string[], unknown>({
    name: 'echo',
    summary: 'Says it again',
    usage: '<word>',
    examples: ['echo hello'],
    roles: 'everyone',
    answer: 'private',
    changes: false,
    doors: ['terminal'],
    needs: [],
    parse: ({ words }) => {
      if (words.length === 0) throw new UsageError('Say a word.');
      return words;
    },
    run: async (words) => ({ words }),
    message: () => ({ text: '', blocks: [] }),
    text: (data) => `said ${JSON.stringify(data)}`,
    ...overrides,
  });
}

async function call(argv: string[], commands: Command[] = [command({})]): Promise<Outcome> {
  const outcome: Outcome = { code: -1, out: '', err: '', closed: 0 };
  const config = parseConfig({});
  const makeLogger = () =>
    createLogger('debug', {
      write: (line) => {
        outcome.err += line;
      },
    });
  outcome.code = await runTerminal(
    {
      argv,
      version: '1.2.3',
      columns: 80,
      colours: false,
      signal: new AbortController().signal,
      now: () => new Date('2026-11-22T09:00:00Z'),
      stdout: (text) => {
        outcome.out += text;
      },
      stderr: (text) => {
        outcome.err += text;
      },
    },
    {
      commands,
      makeLogger,
      loadConfig: (file) => {
        if (file === 'broken') throw new ConfigError([{ key: 'a.b', expected: 'a number' }]);
        return config;
      },
      openPorts: async (_config, _command, log) => ({
        ports: { config, log, now: () => new Date(), clusters: [] },
        close: async () => {
          outcome.closed += 1;
        },
      }),
    },
  );
  return outcome;
}

describe('a terminal command', () => {
  test('answers on stdout and gives 0', async () => {
    expect(await call(['echo', 'a', 'b'])).toEqual({
      code: 0,
      out: 'said {"words":["a","b"]}\n',
      err: '',
      closed: 1,
    });
  });

  test('--json prints the data alone, wherever it stands', async () => {
    expect((await call(['--json', 'echo', 'a'])).out).toBe('{"words":["a"]}\n');
    expect((await call(['echo', 'a', '--json'])).out).toBe('{"words":["a"]}\n');
  });

  test('after -- everything is the command’s own', async () => {
    expect((await call(['echo', '--', '--json'])).out).toBe('said {"words":["--json"]}\n');
  });

  test('JSON lines are one value a line', async () => {
    const lines = command({ json: () => new JsonLines([{ a: 1 }, { a: 2 }]) });
    expect((await call(['echo', 'x', '--json'], [lines])).out).toBe('{"a":1}\n{"a":2}\n');
  });

  test('a command may end well and still give 1', async () => {
    expect((await call(['echo', 'x'], [command({ exitCode: () => 1 })])).code).toBe(1);
  });
});

describe('bad input and failures', () => {
  test('an unknown command gives 2 and the nearest names', async () => {
    const { code, out, err } = await call(['ecoh']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Did you mean echo?');
  });

  test('wrong arguments give 2, usage and an example', async () => {
    const { code, err } = await call(['echo']);
    expect(code).toBe(2);
    expect(err).toBe('Say a word.\nUsage: vault-steward echo <word>\nExample: vault-steward echo hello\n');
  });

  test('a configuration problem gives 78 with all keys', async () => {
    const { code, err, closed } = await call(['echo', 'x', '--config', 'broken']);
    expect({ code, closed }).toEqual({ code: 78, closed: 0 });
    expect(err).toContain('a.b: a number');
  });

  test('what is meant for people is shown as it is, with 1', async () => {
    const failing = command({ run: () => Promise.reject(new UserError('There is no March.')) });
    const { code, out, err, closed } = await call(['echo', 'x', '--json'], [failing]);
    expect({ code, out, err, closed }).toEqual({ code: 1, out: '', err: 'There is no March.\n', closed: 1 });
  });

  test('a server that failed is told in a plain sentence, and what it said below, on one line', async () => {
    const failing = command({
      run: () => Promise.reject(new VaultError('sealed', 'Vault is\nsealed\u0007', { cluster: 'prod' })),
    });
    const { code, err } = await call(['echo', 'x'], [failing]);
    expect(code).toBe(1);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^prod is sealed/),
      '  Vault is sealed‹U+0007›',
      '',
    ]);
  });

  test('what nobody foresaw goes to the log, and a reference to the person', async () => {
    const failing = command({ run: () => Promise.reject(new TypeError('inside detail')) });
    const { code, err } = await call(['echo', 'x'], [failing]);
    expect(code).toBe(1);
    const [logged = '', told] = err.split('\n');
    expect(JSON.parse(logged)).toMatchObject({ level: 50, error: { message: 'inside detail' } });
    expect(told).toMatch(/^Something went wrong.*reference [a-z0-9]{8}/);
  });
});

test('--version and --help need nothing else', async () => {
  expect(await call(['--version', '--config', 'broken'])).toMatchObject({
    code: 0,
    out: 'vault-steward 1.2.3\n',
  });
  expect((await call(['echo', '--help', '--config', 'broken'])).out).toContain(
    'Usage: vault-steward echo <word>',
  );
});
