import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../sandbox/openbao/find-binary.ts';

/** What the Vault built for the tests has as plugins beside it: scripts/install-missing.js. */
const plugins = [
  { type: 'auth', name: 'ldap', file: 'ldap' },
  { type: 'database', name: 'postgresql-database-plugin', file: 'postgresql-database-plugin' },
] as const;

export function vaultPluginFolder(): string {
  return join(cacheFolder(), 'vault-v1.21.0/plugins');
}

/** Those that are there. */
export function vaultPlugins(): typeof plugins | [] {
  return existsSync(join(vaultPluginFolder(), 'complete')) ? plugins : [];
}
