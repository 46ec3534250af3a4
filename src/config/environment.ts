import { readFileSync } from 'node:fs';
import { ConfigError, type ConfigProblem } from '../lib/errors.ts';

/**
 * What comes from environment variables: secrets, and the few addresses that are usual there. Any of them may come
 * from a file instead: `<NAME>_FILE`. Read once by `main.ts`; nothing else looks at the environment.
 */
export interface Environment {
  configFile: string | undefined;
  production: boolean;
  slackBotToken: string | undefined;
  slackAppToken: string | undefined;
  slackSigningSecret: string | undefined;
  /** For a Slack that is not slack.com: the local one of the demo and the tests. */
  slackApiUrl: string | undefined;
  vaultAddress: string | undefined;
  vaultToken: string | undefined;
  vaultNamespace: string | undefined;
  vaultCaFile: string | undefined;
  vaultRoleId: string | undefined;
  vaultSecretId: string | undefined;
  vaultWriterRoleId: string | undefined;
  vaultWriterSecretId: string | undefined;
  prometheusUrl: string | undefined;
  prometheusToken: string | undefined;
  prometheusPassword: string | undefined;
}

/** Environment variable of each setting, for documentation and for `doctor`. */
export const environmentNames: Readonly<Record<Exclude<keyof Environment, 'production'>, string>> = {
  configFile: 'STEWARD_CONFIG',
  slackBotToken: 'SLACK_BOT_TOKEN',
  slackAppToken: 'SLACK_APP_TOKEN',
  slackSigningSecret: 'SLACK_SIGNING_SECRET',
  slackApiUrl: 'SLACK_API_URL',
  vaultAddress: 'VAULT_ADDR',
  vaultToken: 'VAULT_TOKEN',
  vaultNamespace: 'VAULT_NAMESPACE',
  vaultCaFile: 'VAULT_CACERT',
  vaultRoleId: 'VAULT_ROLE_ID',
  vaultSecretId: 'VAULT_SECRET_ID',
  vaultWriterRoleId: 'VAULT_WRITER_ROLE_ID',
  vaultWriterSecretId: 'VAULT_WRITER_SECRET_ID',
  prometheusUrl: 'PROMETHEUS_URL',
  prometheusToken: 'PROMETHEUS_TOKEN',
  prometheusPassword: 'PROMETHEUS_PASSWORD',
};

/**
 * Reads the environment. An empty variable counts as unset; values from files lose the white space around them
 * (a newline at the end of a token file is the most common reason for "invalid header").
 *
 * @throws ConfigError naming every file that cannot be read and every variable that is set both ways
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const problems: ConfigProblem[] = [];
  const read = (name: string): string | undefined => {
    const value = variables[name]?.trim() || undefined;
    const file = variables[`${name}_FILE`]?.trim() || undefined;
    if (file === undefined) return value;
    if (value !== undefined) {
      problems.push({ key: name, expected: `only one of ${name} and ${name}_FILE` });
      return undefined;
    }
    try {
      const content = readFileSync(file, 'utf8').trim();
      if (content === '')
        problems.push({ key: `${name}_FILE`, expected: `a file that is not empty (${file})` });
      return content || undefined;
    } catch {
      problems.push({ key: `${name}_FILE`, expected: `a readable file (${file})` });
      return undefined;
    }
  };
  const settings = Object.fromEntries(
    Object.entries(environmentNames).map(([setting, name]) => [setting, read(name)]),
  ) as unknown as Omit<Environment, 'production'>;
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...settings, production: variables.NODE_ENV === 'production' };
}
