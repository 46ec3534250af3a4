import { describe, expect, test } from 'vitest';
import { runTerminal } from '../../src/cli/run-terminal.ts';
import { commandList } from '../../src/command-list.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { openTerminalPorts } from '../../src/terminal-ports.ts';
import { bothServers } from '../helpers/vault-ce.ts';

/** How each command that asks Vault is typed. The other commands do not notice a server that is sealed or gone. */
const typed: Readonly<Record<string, readonly string[]>> = {
  status: ['status'],
  watch: ['watch', '--json'],
  expiring: ['expiring'],
  'expiry set': ['expiry', 'set', 'kv/app', '+90d'],
  whois: ['whois', 'kv/app'],
  onboard: ['onboard', '--namespace', 'payments', '--group', 'payments-devs', '--dry-run'],
  report: ['report'],
  doctor: ['doctor'],
  'vault-policy': ['vault-policy'],
};

test('every command that asks Vault is here', () => {
  const asking = commandList.filter(({ name, needs, needsInTerminal, parse }) => {
    const [, ...words] = typed[name] ?? [];
    const more = needsInTerminal?.(parse({ door: 'terminal', text: words.join(' '), words })) ?? [];
    return [...needs, ...more].includes('vault');
  });
  expect(Object.keys(typed).sort()).toEqual(asking.map(({ name }) => name).sort());
});

/** These tell how the server is, and that is done when they told it. */
const tellers = ['status', 'watch'];

/** Ends `watch` after its first look; the others end by themselves. */
async function call(address: string, token: string, argv: readonly string[]) {
  const environment = readEnvironment({ VAULT_ADDR: address, VAULT_TOKEN: token });
  const ending = new AbortController();
  let out = '';
  let err = '';
  const stderr = (text: string): void => {
    err += text;
  };
  const code = await runTerminal(
    {
      argv: [...argv],
      version: '1.2.3',
      columns: 100,
      isScreen: false,
      colours: false,
      signal: ending.signal,
      now: () => new Date(),
      stdout: (text) => {
        out += text;
        if (argv[0] === 'watch') ending.abort();
      },
      stderr,
    },
    {
      commands: commandList,
      makeLogger: () => createLogger('warn', { write: stderr }),
      loadConfig: () => loadConfig(undefined, environment),
      openPorts: (config, command, log) =>
        openTerminalPorts({
          config,
          environment,
          command,
          log,
          now: () => new Date(),
          tokenFile: '/nowhere',
        }),
    },
  );
  return { code, out, err };
}

describe.each(bothServers)('on $name', ({ start }) => {
  test('sealed is said in words, by every command', async () => {
    const server = await start();
    await server.root({ method: 'PUT', path: 'sys/seal' });
    for (const argv of Object.values(typed)) {
      const { code, out, err } = await call(server.address, server.rootToken, argv);
      expect.soft(out + err, argv.join(' ')).toMatch(/sealed/i);
      expect.soft(out + err, argv.join(' ')).not.toMatch(/reference|undefined|\bat \S+:\d+/i);
      expect.soft(code, argv.join(' ')).toBe(tellers.includes(argv[0] ?? '') ? 0 : 1);
    }
  });

  test('so is gone', async () => {
    const server = await start();
    await server.stop();
    for (const argv of Object.values(typed)) {
      const { code, out, err } = await call(server.address, server.rootToken, argv);
      expect.soft(out + err, argv.join(' ')).toMatch(/nobody listens|cannot be reached/);
      expect.soft(out + err, argv.join(' ')).not.toMatch(/reference|undefined|\bat \S+:\d+/i);
      expect.soft(code, argv.join(' ')).toBe(tellers.includes(argv[0] ?? '') ? 0 : 1);
    }
  });
});
