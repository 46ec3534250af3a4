import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A server's program and whether it is HashiCorp's. */
export interface ServerBinary {
  kind: 'openbao' | 'vault';
  path: string;
}

/** As scripts/install-missing.js installs them. */
const openBaoFolder = 'openbao-2.7.2/bin/bao';
const vaultFile = 'vault-v1.21.0/vault';

/** OpenBao: the installed one, else `bao` on PATH. */
export function findOpenBao(): ServerBinary | undefined {
  const path = firstThere([join(cacheFolder(), openBaoFolder), ...onPath('bao')]);
  return path === undefined ? undefined : { kind: 'openbao', path };
}

/** HashiCorp Vault: `vault` on PATH, else the one built for the tests. */
export function findVault(): ServerBinary | undefined {
  const path = firstThere([...onPath('vault'), join(cacheFolder(), vaultFile)]);
  return path === undefined ? undefined : { kind: 'vault', path };
}

/** The folder in which servers are kept between runs. */
export function cacheFolder(): string {
  const { STEWARD_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  return STEWARD_CACHE_DIR ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'vault-steward');
}

function onPath(name: string): string[] {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
}

function firstThere(files: readonly string[]): string | undefined {
  return files.find((file) => existsSync(file));
}
