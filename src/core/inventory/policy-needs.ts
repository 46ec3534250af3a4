import type { ServerKind } from '../../vault/vault-client.ts';

export type Capability = 'read' | 'list' | 'scan' | 'create' | 'update' | 'patch' | 'delete' | 'sudo';

/** A right that the reading login needs, wherever it applies. */
export interface PolicyNeed {
  /** What does not work without it. */
  feature: string;
  where:
    | 'own namespace'
    | 'every namespace'
    | 'every KV v2 mount'
    | 'every AppRole mount'
    | 'every PKI mount';
  /** Below that place. A `*` only at the end, and never before `metadata`. */
  path: string;
  capabilities: readonly Capability[];
  /** The only fields that a write may have, whatever their values. Left out: any. */
  allowedParameters?: readonly string[];
  /** What is read there, for the comment above the line. */
  why: string;
  /** Left out: on all. */
  servers?: readonly ServerKind[];
}

const openBao = ['openbao'] as const;
const vault = ['vault-ce', 'vault-enterprise'] as const;

/**
 * All that the commands and jobs which only read ask of Vault. `vault-policy` writes it out for the live mounts,
 * `doctor` tells which lines a login lacks, and a test runs everything under it.
 */
export const policyNeeds: readonly PolicyNeed[] = [
  {
    feature: 'login',
    where: 'own namespace',
    path: 'auth/token/lookup-self',
    capabilities: ['read'],
    why: 'how long our own token lives',
  },
  {
    feature: 'login',
    where: 'own namespace',
    path: 'auth/token/renew-self',
    capabilities: ['update'],
    why: 'renewing our own token',
  },
  {
    feature: 'doctor',
    where: 'own namespace',
    path: 'sys/capabilities-self',
    capabilities: ['update'],
    why: 'which of these lines our token has',
  },
  {
    feature: 'namespaces',
    where: 'own namespace',
    path: 'sys/namespaces',
    capabilities: ['list', 'scan'],
    why: 'names and custom metadata of all namespaces',
    servers: openBao,
  },
  {
    feature: 'namespaces',
    where: 'every namespace',
    path: 'sys/namespaces',
    capabilities: ['list'],
    why: 'names of the namespaces below',
    servers: ['vault-enterprise'],
  },
  {
    feature: 'watching',
    where: 'every namespace',
    path: 'sys/namespaces/+/seal-status',
    capabilities: ['read'],
    why: 'whether namespaces with a seal of their own are sealed',
    servers: openBao,
  },
  {
    feature: 'mounts',
    where: 'every namespace',
    path: 'sys/mounts',
    capabilities: ['read'],
    why: 'which secrets engines there are',
  },
  {
    feature: 'report',
    where: 'every namespace',
    path: 'sys/auth',
    capabilities: ['read'],
    why: 'which auth methods there are',
  },
  {
    feature: 'report',
    where: 'own namespace',
    path: 'sys/internal/counters/entities',
    capabilities: ['read'],
    why: 'the number of entities',
  },
  {
    feature: 'report',
    where: 'own namespace',
    path: 'sys/internal/counters/tokens',
    capabilities: ['read'],
    why: 'the number of tokens',
    servers: openBao,
  },
  {
    feature: 'report',
    where: 'own namespace',
    path: 'sys/internal/counters/activity',
    capabilities: ['read'],
    why: 'the number of active clients of past months',
    servers: vault,
  },
  {
    feature: 'report',
    where: 'own namespace',
    path: 'sys/internal/counters/activity/monthly',
    capabilities: ['read'],
    why: 'the number of active clients of this month',
    servers: vault,
  },
  {
    feature: 'report',
    where: 'own namespace',
    path: 'sys/internal/counters/config',
    capabilities: ['read'],
    why: 'whether active clients are counted',
    servers: vault,
  },
  {
    feature: 'expiring, report',
    where: 'every KV v2 mount',
    path: 'metadata/*',
    capabilities: ['list', 'read'],
    why: 'names, versions and custom metadata of secrets',
    servers: vault,
  },
  {
    feature: 'expiring, report',
    where: 'every KV v2 mount',
    path: 'metadata/*',
    capabilities: ['list', 'read', 'scan'],
    why: 'names, versions and custom metadata of secrets',
    servers: openBao,
  },
  {
    feature: 'expiring',
    where: 'every KV v2 mount',
    path: 'detailed-metadata/*',
    capabilities: ['list', 'scan'],
    why: 'the same for many secrets in one answer',
    servers: openBao,
  },
  {
    feature: 'expiring',
    where: 'every AppRole mount',
    path: 'role',
    capabilities: ['list'],
    why: 'names of roles',
  },
  {
    feature: 'expiring',
    where: 'every AppRole mount',
    path: 'role/+/secret-id',
    capabilities: ['list'],
    why: 'accessors of secret ids; update would make new ones',
  },
  {
    feature: 'expiring',
    where: 'every AppRole mount',
    path: 'role/+/secret-id-accessor/lookup',
    capabilities: ['update'],
    why: 'when secret ids end, by their accessors',
  },
  {
    feature: 'expiring',
    where: 'every PKI mount',
    path: 'certs',
    capabilities: ['list'],
    why: 'serial numbers of certificates',
  },
  {
    feature: 'expiring',
    where: 'every PKI mount',
    path: 'certs/revoked',
    capabilities: ['list'],
    why: 'serial numbers of revoked certificates',
  },
  {
    feature: 'expiring',
    where: 'every namespace',
    path: 'identity/entity/id',
    capabilities: ['list'],
    why: 'names of entities',
  },
  {
    feature: 'expiring',
    where: 'every namespace',
    path: 'identity/entity/id/*',
    capabilities: ['read'],
    why: 'metadata of entities',
  },
];

/**
 * What writing dates and owners into custom metadata takes, where `expiry.write` is on: a policy of its own beside the
 * reading one. PATCH changes the keys that are sent and no others; without the allowed parameter it could also set
 * `max_versions` and `delete_version_after`, and so delete versions (tried on OpenBao 2.7.2 and Vault 1.21.0).
 */
export const dateWriterNeeds: readonly PolicyNeed[] = [
  {
    feature: 'expiry dates',
    where: 'every KV v2 mount',
    path: 'metadata/*',
    capabilities: ['patch'],
    allowedParameters: ['custom_metadata'],
    why: 'keys of the custom metadata of secrets, nothing else',
  },
];
