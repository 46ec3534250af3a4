/** What a person types where a password is asked for. */
export const typedIn = 'typed-in';

export type Body = Record<string, unknown>;

export const strong = 'length = 20\nrule "charset" {\n  charset = "abcdefghij0123456789"\n}';
export const everything =
  'path "*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }';

/** Engines and logins that the answers speak of, with what has to be written into each. */
export const mounts: readonly {
  place: 'auth' | 'mounts';
  type: string;
  writes: readonly [path: string, body: Body][];
}[] = [
  { place: 'auth', type: 'approle', writes: [['auth/approle/role/my-app', { token_ttl: '1h' }]] },
  {
    place: 'auth',
    type: 'userpass',
    writes: [['auth/userpass/users/jdoe', { password: typedIn, token_policies: 'everything' }]],
  },
  {
    place: 'auth',
    type: 'kubernetes',
    writes: [
      [
        'auth/kubernetes/role/my-app',
        { bound_service_account_names: 'my-app', bound_service_account_namespaces: 'my-ns' },
      ],
    ],
  },
  { place: 'auth', type: 'oidc', writes: [] },
  { place: 'auth', type: 'ldap', writes: [] },
  {
    place: 'mounts',
    type: 'pki',
    writes: [
      ['pki/root/generate/internal', { common_name: 'example.com', ttl: '8760h' }],
      ['pki/roles/my-app', { allowed_domains: 'example.com', allow_subdomains: true }],
    ],
  },
  {
    place: 'mounts',
    type: 'ssh',
    writes: [
      ['ssh/config/ca', { generate_signing_key: true }],
      ['ssh/roles/my-role', { key_type: 'ca', allow_user_certificates: true, allowed_users: 'ubuntu' }],
      ['ssh/roles/otp-role', { key_type: 'otp', default_user: 'ubuntu', cidr_list: '10.1.0.0/16' }],
    ],
  },
  { place: 'mounts', type: 'transit', writes: [['transit/keys/my-key', {}]] },
  { place: 'mounts', type: 'database', writes: [] },
];
