import { expect, test } from 'vitest';
import { createLogger } from '../../src/lib/logger.ts';
import { redact } from '../../src/lib/redact.ts';

function logged(data: object): string {
  let line = '';
  createLogger('debug', {
    write: (text) => {
      line += text;
    },
  }).info(data, 'Something happened');
  return line;
}

const vaultToken = `hvs.${'A'.repeat(24)}`;
const slackToken = ['xoxb', '1234567890', 'abcdefghij'].join('-');

test.each([
  ['a Vault token inside a text', `login with ${vaultToken} failed`],
  ['an OpenBao token', `token s.${'b'.repeat(24)}`],
  ['a Slack token', slackToken],
  ['a bearer header', 'Authorization: Bearer abcdef0123456789'],
  ['a secret id in JSON', '{"secret_id":"6a8c1d2e-1111-2222-3333-444455556666"}'],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----'],
])('%s is removed', (_name, text) => {
  expect(redact(text)).toContain('[redacted]');
  expect(logged({ note: text })).not.toMatch(/AAAA|bbbb|xoxb|abcdef0123|6a8c1d2e|MIIEow/);
});

test('keys that name secrets are removed on three levels', () => {
  const line = logged({
    token: 'plainword',
    a: { secret_id: 'plainword', b: { authorization: 'plainword' } },
  });
  expect(line).not.toContain('plainword');
});

test('an error is logged with its causes, not with what else hangs on it', () => {
  const cause = Object.assign(new Error('inner'), { request: { headers: { 'x-vault-token': 'plainword' } } });
  const line = logged({ error: new Error('outer', { cause }) });
  expect(JSON.parse(line).error).toMatchObject({ message: 'outer', cause: { message: 'inner' } });
  expect(line).not.toContain('plainword');
});

test('ordinary text stays', () => {
  expect(redact('kv/metadata/team-a/db, v1.21.0, hvs')).toBe('kv/metadata/team-a/db, v1.21.0, hvs');
});
