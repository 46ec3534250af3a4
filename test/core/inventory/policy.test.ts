import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Mount } from '../../../src/core/inventory/inventory.ts';
import { buildPolicy } from '../../../src/core/inventory/policy.ts';
import { policyText } from '../../../src/core/inventory/policy-text.ts';

function kv(namespace: string, path: string, kvVersion: 1 | 2 = 2): Mount {
  return { namespace, path, type: 'kv', kvVersion, accessor: '', description: '' };
}

function pathsFor(mounts: Mount[], ownNamespace = '', namespaces = ['']): string[] {
  const places = namespaces.map((path) => ({ path, customMetadata: {}, locked: false }));
  return buildPolicy({
    kind: 'openbao',
    ownNamespace,
    namespaces: places,
    mounts,
    problems: [],
  }).lines.map(({ path }) => path);
}

test('every KV v2 mount has its exact lines, nothing else of kind kv has any', () => {
  const paths = pathsFor([kv('', 'kv/'), kv('', 'old/', 1), kv('a/b/', 'team kv/')], '', ['', 'a/b/']);
  expect(paths.filter((path) => path.includes('metadata'))).toEqual([
    'kv/metadata/*',
    'kv/detailed-metadata/*',
    'a/b/team kv/metadata/*',
    'a/b/team kv/detailed-metadata/*',
  ]);
  expect(paths).toContain('a/b/sys/mounts');
});

test('paths begin at the namespace in which the policy is kept', () => {
  const paths = pathsFor([kv('a/', 'kv/'), kv('a/b/', 'kv/')], 'a/', ['a/', 'a/b/']);
  expect(paths).toEqual(expect.arrayContaining(['kv/metadata/*', 'b/kv/metadata/*', 'b/sys/mounts']));
});

test('what several rooms need is one line', () => {
  const extra = [
    { namespace: '', path: 'sys/auth', capabilities: ['read', 'list'], feature: 'onboard', why: 'accessors' },
    { namespace: 'b/', path: 'x', capabilities: ['read'], feature: 'onboard', why: 'elsewhere' },
  ];
  const places = {
    namespaces: [{ path: 'a/', customMetadata: {}, locked: false }],
    mounts: [],
    problems: [],
  };
  const inA = buildPolicy({ kind: 'openbao', ownNamespace: 'a/', ...places, extra: extra.slice(1) });
  expect(inA.leftOut).toEqual([
    { namespace: 'b/', mount: '', reason: 'not below the login’s namespace (onboard)' },
  ]);
  const root = { ...places, namespaces: [{ path: '', customMetadata: {}, locked: false }] };
  const policy = buildPolicy({ kind: 'openbao', ownNamespace: '', ...root, extra });
  expect(policy.lines.filter(({ path }) => path === 'sys/auth')).toEqual([
    {
      path: 'sys/auth',
      capabilities: ['read', 'list'],
      feature: 'report, onboard',
      why: 'which auth methods there are; accessors',
    },
  ]);
});

test('whatever mounts are called, a line means one mount and the text has only our lines', () => {
  const segment = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom(
      '+',
      '*',
      '+a',
      'a*',
      '{{identity.entity.name}}',
      '\x24{x}',
      '"',
      '\\',
      '\n',
      '"]\n}',
      '#',
    ),
  );
  const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}/`);
  fc.assert(
    fc.property(fc.array(path, { maxLength: 5 }), (paths) => {
      const policy = buildPolicy({
        kind: 'openbao',
        ownNamespace: '',
        namespaces: [],
        mounts: paths.map((one) => kv('', one)),
        problems: [],
      });
      for (const line of policy.lines) {
        expect(line.path.split('/').includes('+')).toBe(false);
        expect(line.path).not.toContain('{{');
        if (line.path.includes('metadata')) expect(line.path).toMatch(/metadata\/\*$/);
      }
      const text = policyText(policy, ['heading\npath "*" { capabilities = ["read"] }']);
      const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      expect(lines).toHaveLength(policy.lines.length);
      expect(
        lines.map((line) => JSON.parse(/^path (".*") \{ capabilities = \[/s.exec(line)?.[1] ?? '')),
      ).toEqual(policy.lines.map((line) => line.path));
    }),
  );
});
