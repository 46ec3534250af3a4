import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { ZodError, type z } from 'zod';
import { ConfigError, type ConfigProblem } from '../lib/errors.ts';
import { Config } from './config.ts';
import type { Environment } from './environment.ts';

/**
 * Reads steward.yaml (YAML 1.2, no custom tags) and checks it. Without a file the defaults hold, and VAULT_ADDR
 * makes the only cluster.
 *
 * @throws ConfigError with all problems together
 */
export function loadConfig(file: string | undefined, environment: Environment): Config {
  const raw = file === undefined ? {} : readYaml(file);
  const whole = withCluster(raw, environment);
  try {
    return parseConfig(whole);
  } catch (error) {
    if (whole !== raw && error instanceof ConfigError)
      throw new ConfigError(error.problems.map(namedByVariable), { cause: error });
    throw error;
  }
}

/** Where the only cluster comes from: a key that nobody wrote would help nobody. */
const variables: Readonly<Record<string, string>> = {
  'clusters.0.address': 'VAULT_ADDR',
  'clusters.0.namespace': 'VAULT_NAMESPACE',
  'clusters.0.caFile': 'VAULT_CACERT',
};

function namedByVariable({ key, expected }: ConfigProblem): ConfigProblem {
  return { key: variables[key] ?? key, expected };
}

/** Checks a value as `loadConfig` does. @throws ConfigError */
export function parseConfig(raw: unknown): Config {
  try {
    return Config.parse(raw ?? {});
  } catch (error) {
    if (error instanceof ZodError) throw new ConfigError(toProblems(error), { cause: error });
    throw error;
  }
}

function readYaml(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      [{ key: file, expected: 'a readable file (STEWARD_CONFIG or --config names it)' }],
      { cause: error },
    );
  }
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true });
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors.map((error) => ({
        key: `${file}:${error.linePos?.[0].line ?? 1}`,
        expected: `valid YAML: ${error.message.split('\n')[0]}`,
      })),
    );
  return document.toJS({ maxAliasCount: 100 }) ?? {};
}

function withCluster(raw: unknown, environment: Environment): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  if ('clusters' in raw || environment.vaultAddress === undefined) return raw;
  const cluster = {
    name: 'vault',
    address: environment.vaultAddress,
    namespace: environment.vaultNamespace ?? '',
    ...(environment.vaultCaFile === undefined ? {} : { caFile: environment.vaultCaFile }),
    auth: environment.vaultRoleId === undefined ? { method: 'token' } : { method: 'approle' },
  };
  return { ...raw, clusters: [cluster] };
}

function toProblems(error: ZodError): ConfigProblem[] {
  return error.issues.flatMap((issue) => describeIssue(issue as z.core.$ZodIssue));
}

function describeIssue(issue: z.core.$ZodIssue): ConfigProblem[] {
  const key = issue.path.length === 0 ? 'steward.yaml' : issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => ({
      key: issue.path.length === 0 ? name : `${key}.${name}`,
      expected: 'no such key; see docs/configuration.md for those there are',
    }));
  return [{ key, expected: issue.message }];
}
