import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { createOwners } from '../../src/expiry/owners.ts';

const { fields, rules } = parseConfig({
  expiry: {
    fields: { owner: 'team' },
    rules: [
      { owner: 'any' },
      { cluster: 'prod', mount: 'kv', owner: 'of-the-mount' },
      { mount: 'kv', path: 'shared/*', owner: 'of-the-path' },
      { cluster: 'lab', owner: 'of-the-lab' },
      { mount: 'kv', required: true },
    ],
  },
}).expiry;
const namespaces = [
  { path: '', customMetadata: {}, locked: false },
  { path: 'payments/', customMetadata: { team: ' S0PAY ', owner: 'not this key' }, locked: false },
  { path: 'payments/prod/', customMetadata: { team: '  ' }, locked: false },
];
const ownerOf = createOwners('prod', namespaces, { fields, rules });

test.each([
  [
    'its own metadata first',
    { namespace: 'payments/', mount: 'kv/', path: 'shared/x', owner: 'U0OWN' },
    'U0OWN',
  ],
  ['then its namespace’s', { namespace: 'payments/', mount: 'kv/', path: 'shared/x' }, 'S0PAY'],
  [
    'a namespace does not speak for those below it',
    { namespace: 'payments/prod/', mount: 'pki/', path: 'x' },
    'any',
  ],
  ['then the last rule that fits: a path', { namespace: '', mount: 'kv/', path: 'shared/x' }, 'of-the-path'],
  ['a mount', { namespace: '', mount: 'kv/', path: 'x' }, 'of-the-mount'],
  ['all of the cluster', { namespace: '', mount: 'pki/', path: 'x' }, 'any'],
])('an owner is found in %s', (_case, thing, owner) => {
  expect(ownerOf(thing)).toBe(owner);
});

test('without any of them nobody owns it', () => {
  expect(
    createOwners('prod', [], { fields, rules: [] })({ namespace: '', mount: 'kv/', path: 'x' }),
  ).toBeUndefined();
});
