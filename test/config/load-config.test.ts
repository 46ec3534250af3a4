import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { loadConfig, parseConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/lib/errors.ts';
import { temporaryFile } from '../helpers/temporary-folder.ts';

function problemsOf(work: () => unknown): Record<string, string> {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError)
      return Object.fromEntries(error.problems.map((problem) => [problem.key, problem.expected]));
    throw error;
  }
  throw new Error('no ConfigError was thrown');
}

function yamlFile(text: string): string {
  return temporaryFile('steward.yaml', text);
}

describe('steward.yaml', () => {
  test('what is wrong in the environment is told by its name there', () => {
    expect(() => loadConfig(undefined, readEnvironment({ VAULT_ADDR: 'vault:8200' }))).toThrow(
      'VAULT_ADDR: an http or https address',
    );
  });

  test('without a file, VAULT_ADDR is the only cluster', () => {
    const config = loadConfig(undefined, readEnvironment({ VAULT_ADDR: 'http://127.0.0.1:8200/' }));
    expect(config.clusters).toMatchObject([
      { name: 'vault', address: 'http://127.0.0.1:8200', auth: { method: 'token' } },
    ]);
  });

  test('names every problem with its key and what was expected', () => {
    const problems = problemsOf(() =>
      parseConfig({
        clusters: [
          { name: 'Prod', address: 'vault.example.com' },
          { name: 'b', address: 'https://b', auth: { method: 'magic' } },
        ],
        channels: { status: '#ops' },
        timeZone: 'Mars/Olympus',
        chanels: {},
        retention: { days: 1 },
      }),
    );
    expect(Object.keys(problems).sort()).toEqual([
      'chanels',
      'channels.status',
      'clusters.0.address',
      'clusters.0.name',
      'clusters.1.auth.method',
      'retention.days',
      'timeZone',
    ]);
    expect(problems['channels.status']).toContain('channel id');
    expect(problems.chanels).toContain('no such key');
  });

  test('says in which line the YAML is broken', () => {
    const file = yamlFile('clusters:\n  - name: a\n   address: x\n');
    expect(Object.keys(problemsOf(() => loadConfig(file, readEnvironment({}))))[0]).toMatch(
      /steward\.yaml:\d+$/,
    );
  });

  test('refuses two clusters of one name', () => {
    const cluster = { name: 'a', address: 'https://a' };
    expect(problemsOf(() => parseConfig({ clusters: [cluster, cluster] }))).toHaveProperty('clusters.1.name');
  });

  test('a missing file is a problem, not a crash', () => {
    expect(
      Object.values(problemsOf(() => loadConfig('/nowhere/steward.yaml', readEnvironment({}))))[0],
    ).toContain('readable file');
  });
});

describe('environment', () => {
  test('secrets from files lose the white space around them', () => {
    const file = yamlFile('hvs.example\n');
    expect(readEnvironment({ VAULT_TOKEN_FILE: file }).vaultToken).toBe('hvs.example');
  });

  test('a variable set both ways and a missing file are told together', () => {
    const problems = problemsOf(() =>
      readEnvironment({
        VAULT_TOKEN: 'a',
        VAULT_TOKEN_FILE: yamlFile('b'),
        SLACK_BOT_TOKEN_FILE: '/nowhere',
      }),
    );
    expect(Object.keys(problems).sort()).toEqual(['SLACK_BOT_TOKEN_FILE', 'VAULT_TOKEN']);
  });

  test('an empty variable counts as unset', () => {
    expect(readEnvironment({ VAULT_TOKEN: ' ' }).vaultToken).toBeUndefined();
  });
});
