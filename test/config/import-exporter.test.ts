import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { importExporter } from '../../src/config/exporter/import-exporter.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createServiceOf } from '../../src/expiry/metrics/service-of.ts';
import { ConfigError } from '../../src/lib/errors.ts';

/** The exporter's configuration with every key it knows; login by AppRole. */
const full = `vault:
  address: https://vault.example.com:8200
  namespace: payments/
  token_autorenew: true
  authentication:
    approle:
      role_id_variable: MY_ROLE
      secret_id_file: /run/secret-id
      mount_point: machines
refresh_interval: 900
port: 9935
expiration_monitoring:
  metadata_fieldnames:
    last_renewal_timestamp: renewed
    expiration_timestamp: ends
  prometheus_labels:
    environment: prod
    tier: 1
  services:
    - name: shop
      prometheus_labels:
        environment: staging
      metadata_fieldnames:
        expiration_timestamp: shop_ends
      secrets:
        - mount_point: secret
          secret_path: /shop/
          recursive: true
        - mount_point: secret/
          secret_path: single
      entities:
        - mount_point: identity
          entity_id: 1111-2222
          entity_name: shop-ci
    - name: everything
      secrets:
        - mount_point: other
          secret_path: ""
          recursive: true
`;

/** What `loadConfig` makes of the imported file: the whole way. */
function roundTrip(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'steward-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const imported = importExporter(text, { file: 'config.yaml', cluster: 'prod' });
  const file = join(folder, 'steward.yaml');
  writeFileSync(file, imported.yaml);
  return { ...imported, config: loadConfig(file, readEnvironment({})) };
}

function problemsOf(text: string): string[] {
  try {
    importExporter(text, { file: 'config.yaml', cluster: 'prod' });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ key, expected }) => `${key}: ${expected}`);
    throw error;
  }
  return [];
}

const withAuth = (authentication: string, more = '') => `vault:
  address: https://v:8200
  authentication: ${authentication}
expiration_monitoring:
  services: []
${more}`;

describe('every key of the exporter', () => {
  test('goes through our loader and means the same', () => {
    const { config, notes, yaml } = roundTrip(full);
    expect(config.clusters).toMatchObject([
      {
        name: 'prod',
        address: 'https://vault.example.com:8200',
        namespace: 'payments/',
        auth: { method: 'approle', mount: 'machines', secretIdFile: '/run/secret-id' },
      },
    ]);
    expect(config.http.internal).toEqual({ host: '0.0.0.0', port: 9935 });
    expect(config.expiry.scanSchedule).toBe('*/15 * * * *');
    expect(config.expiry.fields).toMatchObject({ expiration: 'ends', lastRenewal: 'renewed' });
    const place = { cluster: 'prod', namespace: 'payments/' };
    const shop = { expiration: 'shop_ends', lastRenewal: 'last_renewal_timestamp' };
    expect(config.expiry.rules).toEqual([
      { ...place, mount: 'secret/', path: 'shop/*', fields: shop },
      { ...place, mount: 'secret/', path: 'single', fields: shop },
      { ...place, mount: 'identity/', path: 'shop-ci', fields: shop },
    ]);
    expect(config.expiry.metrics.labels).toEqual({ environment: 'prod', tier: '1' });
    const serviceOf = createServiceOf(config.expiry.metrics);
    const at = (mount: string, path: string) => serviceOf({ ...place, mount, path });
    expect(at('secret/', 'shop/a/b')).toEqual({ service: 'shop', environment: 'staging', tier: '1' });
    expect(at('secret/', 'single')).toMatchObject({ service: 'shop' });
    expect(at('secret/', 'single/below')).toMatchObject({ service: '' });
    expect(at('identity/', 'shop-ci')).toMatchObject({ service: 'shop' });
    expect(at('other/', 'any/thing')).toEqual({ service: 'everything', environment: 'prod', tier: '1' });
    expect(serviceOf({ ...place, namespace: '', mount: 'other/', path: 'x' })).toMatchObject({ service: '' });
    expect(notes.join('\n')).toMatch(
      /token_autorenew[\s\S]*VAULT_ROLE_ID; the exporter took MY_ROLE[\s\S]*every secret that its policy shows/,
    );
    for (const note of notes) expect(yaml).toContain(`# - ${note}`);
  });

  test.each([
    ['{ token: {} }', { method: 'token' }],
    ['{ token: { token_file: /run/token } }', { method: 'token', tokenFile: '/run/token' }],
    ['{ token: { token_var_name: OTHER } }', { method: 'token' }],
    ['{ token: null }', { method: 'token' }],
    ['{ kubernetes: {} }', { method: 'kubernetes', mount: 'kubernetes', role: 'vape' }],
    [
      '{ kubernetes: { role: r, mount_point: k8s, token_file: /t } }',
      { method: 'kubernetes', mount: 'k8s', role: 'r', tokenFile: '/t' },
    ],
    [
      '{ approle: { role_id: abc, secret_id_variable: VAULT_SECRET_ID } }',
      { method: 'approle', roleId: 'abc' },
    ],
    ['{ approle: { role_id_file: /r, secret_id_file: /s } }', { method: 'approle', secretIdFile: '/s' }],
  ])('login %s', (authentication, expected) => {
    expect(roundTrip(withAuth(authentication)).config.clusters[0]?.auth).toMatchObject(expected);
  });

  test('a secret that stands in the exporter’s file is not copied', () => {
    const { yaml, notes } = roundTrip(withAuth('{ approle: { role_id: abc, secret_id: s3cret-id } }'));
    expect(yaml).not.toContain('s3cret-id');
    expect(notes.join('\n')).toContain('VAULT_SECRET_ID');
  });

  test.each([
    [30, '* * * * *'],
    [300, '*/5 * * * *'],
    [3600, '0 * * * *'],
    [7200, '0 */2 * * *'],
    [864000, '0 0 * * *'],
  ])('refresh_interval %i', (seconds, schedule) => {
    const { config } = roundTrip(withAuth('{ token: {} }', `refresh_interval: ${seconds}\n`));
    expect(config.expiry.scanSchedule).toBe(schedule);
  });

  test('labels without a value, which end the exporter, are taken', () => {
    const text = withAuth('{ token: {} }').replace('services: []', 'services: []\n  prometheus_labels:\n');
    expect(roundTrip(text).config.expiry.metrics.labels).toEqual({});
  });

  test('a secret in two services has one series, and that is said', () => {
    const { notes } = roundTrip(
      withAuth('{ token: {} }').replace(
        'services: []',
        `services:
    - { name: a, secrets: [{ mount_point: kv, secret_path: x }] }
    - { name: b, secrets: [{ mount_point: kv, secret_path: x }] }`,
      ),
    );
    expect(notes.join('\n')).toContain('kv/x is in the services a and b');
  });
});

describe('what cannot be carried over is told with its line', () => {
  test('all problems together', () => {
    const text = full
      .replace('  address: https://vault.example.com:8200\n', '')
      .replace('    tier: 1', '    cluster: x')
      .replace('        environment: staging', '        unknown: staging')
      .replace('secret_path: single', 'secret_path: team-*')
      .replace('      role_id_variable: MY_ROLE', '      role_id_variable: MY_ROLE\n      role_id: abc');
    expect(problemsOf(text)).toEqual([
      'config.yaml:2 vault: an `address`; the exporter took VAULT_ADDR, steward.yaml names its clusters',
      'config.yaml:6 vault.authentication.approle: exactly one of role_id, role_id_variable and role_id_file',
      expect.stringContaining('config.yaml:18 expiration_monitoring.prometheus_labels.cluster: another name'),
      expect.stringContaining(
        'config.yaml:22 expiration_monitoring.services.0.prometheus_labels.unknown: a key of',
      ),
      expect.stringContaining(
        'config.yaml:30 expiration_monitoring.services.0.secrets.1.secret_path: a name without `*`',
      ),
    ]);
  });

  test.each([
    ['an unknown key', full.replace('port: 9935', 'prt: 9935'), 'config.yaml:11 prt: no key of the exporter'],
    ['a wrong type', full.replace('900', 'often'), 'config.yaml:10 refresh_interval: whole seconds'],
    [
      'two logins',
      withAuth('{ token: {}, kubernetes: {} }'),
      'config.yaml:3 vault.authentication: exactly one',
    ],
    ['no login', withAuth('{}'), 'config.yaml:3 vault.authentication: exactly one'],
    ['no secret', full.replace('        - mount_point: other', '        - mount: other'), 'config.yaml:'],
    [
      'the whole mount as a secret',
      full.replace('secret_path: ""\n          recursive: true', 'secret_path: ""'),
      '`recursive: true`',
    ],
    ['a key twice', `${full}port: 1\n`, 'config.yaml:40: valid YAML'],
    ['no YAML', 'vault: [', 'config.yaml:1: valid YAML'],
    ['an empty file', '', 'config.yaml:1 vault: the section `vault`'],
    ['a list', '- a', 'config.yaml:1: the exporter’s configuration'],
  ])('%s', (_name, text, expected) => {
    expect(problemsOf(text).join('\n')).toContain(expected);
  });
});
