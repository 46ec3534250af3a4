import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../src/lib/redact.ts';

/** Made here, so that no secret scanner takes the file for a leak. */
const letters = (count: number, of = 'aB3dE6gH9j'): string =>
  of.repeat(Math.ceil(count / of.length)).slice(0, count);
const join = (...parts: string[]): string => parts.join('');

const secrets: readonly [string, string][] = [
  ['a Vault service token', join('hvs', '.CAESI', letters(80))],
  ['a Vault batch token', join('hvb', '.AAAAAQ', letters(90))],
  ['a recovery token', join('hvr', '.', letters(24))],
  ['an OpenBao token', join('s', '.', letters(24))],
  ['a token of a namespace', join('s', '.', letters(24), '.a1B2c')],
  ['a JWT', join('eyJ', letters(20), '.eyJ', letters(40), '.', letters(43))],
  ['a JWT without signature', join('eyJ', letters(20), '.eyJ', letters(40), '.')],
  ['a Slack token', ['xoxb', '1234567890', letters(12)].join('-')],
  ['a Slack webhook', join('hooks.slack', '.com/services/T0/B0/', letters(20))],
  ['an AWS key id', join('AKIA', 'ABCDEFGH23456789')],
  ['a GitHub token', join('ghp', '_', letters(36))],
  ['a GitLab token', join('glpat', '-', letters(20))],
  ['a private key', join('-----BEGIN ', 'EC PRIVATE KEY-----\nMHcCAQ\n-----END ', 'EC PRIVATE KEY-----')],
  [
    'a PGP key',
    join('-----BEGIN ', 'PGP PRIVATE KEY BLOCK-----\nlQOYBF\n-----END ', 'PGP PRIVATE KEY BLOCK-----'),
  ],
  ['a private key that is cut off', join('-----BEGIN ', 'PRIVATE KEY-----\nMIIEow')],
];

describe('what has the shape of a secret goes, wherever it stands', () => {
  test.each(secrets)('%s', (_, secret) => {
    for (const text of [secret, `use ${secret}`, `"${secret}"`, `(${secret})`, `x=${secret}`]) {
      expect(redact(text)).toContain('[redacted]');
      expect(redact(text)).not.toContain(secret.slice(-12));
    }
  });

  test.each([
    ['postgres://app:hunter2@db:5432/x', 'postgres://app:[redacted]@db:5432/x'],
    ['see https://me:p%40ss@git.example.com/a', 'see https://me:[redacted]@git.example.com/a'],
    ['redis://:s3cret@cache', 'redis://:[redacted]@cache'],
    ['password: Tr0ub4dor&3', 'password: [redacted]'],
    ['DB_PASSWORD=correct4horse', 'DB_PASSWORD=[redacted]'],
    ['export VAULT_TOKEN="myroot-token1"', 'export VAULT_TOKEN="[redacted]"'],
    ['{"client_secret": "abcd1234efgh"}', '{"client_secret": "[redacted]"}'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key = [redacted]'],
    ['Unseal Key 1: 4jYbl2CBIv6SpkKj6Hos9iD32k5RfGkLzlosrrq/JgOm', 'Unseal Key 1: [redacted]'],
    ['secret_id 6a8c1d2e-1111-2222-3333-444455556666', '[redacted]'],
    ['X-Vault-Token: 3f5c0a1b-aaaa', 'X-Vault-Token: [redacted]'],
    ['password=hunter2', 'password=[redacted]'],
    ['DB_PASSWORD=changeme psql', 'DB_PASSWORD=[redacted] psql'],
    [
      'vault write auth/userpass/users/bob password=foo ttl=1h',
      'vault write auth/userpass/users/bob password=[redacted] ttl=1h',
    ],
    ['use `password=correcthorse` there', 'use `password=[redacted]` there'],
    ['password: hunter2', 'password: [redacted]'],
    ['the *password*: hunter2', 'the *password*: [redacted]'],
    ['my password is hunter2 now', 'my password is [redacted] now'],
    ['pw: Summer24', 'pw: [redacted]'],
    ['mysql --password s3cr3t -u app', 'mysql --password [redacted] -u app'],
    ['{"password": "abc"}', '{"password": "[redacted]"}'],
    ["password='my secret pass'", "password='[redacted]'"],
  ])('%s', (text, left) => {
    expect(redact(text)).toBe(left);
  });
});

test.each([
  'kv/metadata/team-a/db, v1.21.0, hvs',
  'VAULT_TOKEN=$(vault print token)',
  'password: <your password>',
  'token: [[vault_addr]] or {{ .Data.token }}',
  'the secret: ask the owner. token_policies=vault-steward',
  'vault write auth/approle/role/my-app token_ttl=1h',
  'https://vault.example.com:8200/ui',
  'why does my token: lookup-self fail',
  'what is the password policy?',
  'the password: ask Alice, she is on call',
  'my password is wrong, what now',
  'password=$PW and --password "$PW", password=@file, password=-',
  'the bypass is 2fa, passwords are 24 characters',
])('%s stays as it is', (text) => {
  expect(redact(text)).toBe(text);
});

test('a line of JSON is still JSON', () => {
  for (const [, secret] of secrets) {
    const line = JSON.stringify({
      note: `a ${secret}`,
      password: 'abc12345678',
      url: 'https://a:b1@c',
      n: 1,
    });
    expect(JSON.parse(redact(line))).toMatchObject({ n: 1 });
  }
});

test('twice is once, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(redact(redact(text))).toBe(redact(text));
    }),
  );
});

test.each([
  'password=',
  'eyJaaaaaaa.',
  'a://',
  '-----BEGIN PRIVATE KEY-----',
  's.aaaaaaaaaaaaaaaaaaaaaaaa.',
  'a-a_a.a/',
  'token:token:',
  'password: ',
  'password is ',
  ' --password a',
  'pwd="a',
])(
  '100,000 characters of %s end',
  (part) => {
    expect(redact(part.repeat(Math.ceil(100_000 / part.length))).length).toBeGreaterThan(0);
  },
  20_000,
);
