import type { Config } from '../config/config.ts';
import type { OnboardingConfig } from '../config/onboarding.ts';
import { code, codeBlock, header, joinText, link, list, md, message, section } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { ServerKind } from '../vault/vault-client.ts';
import type { OnboardingRequest, RunResult } from './onboarding-request.ts';
import { type PlanNames, planNames } from './plan-names.ts';

/** What the guidelines are written from. */
export interface Guide {
  request: OnboardingRequest;
  config: OnboardingConfig;
  result: RunResult;
  /** What people use: the load balancer. */
  address: string;
  names: PlanNames;
}

/** What the requester gets when the namespace is there: how to log in, the first secret, what is allowed, links. */
export function guidelinesMessage(
  request: OnboardingRequest,
  result: RunResult,
  all: Config,
  config: OnboardingConfig,
): Message {
  const address = all.clusters.find(({ name }) => name === config.cluster)?.address ?? '';
  const names = planNames(request.namespace, config, true);
  const guide: Guide = { request, config, result, address, names };
  return message({
    text: `Your namespace ${names.area} is ready.`,
    blocks: [
      header(`Your namespace ${names.area} is ready`),
      section(joinText(['*Log in*', codeBlock(loginCommands(guide).join('\n'))])),
      section(joinText(['*Your first secret*', codeBlock(firstSecretCommands(guide).join('\n'))])),
      section(joinText(['*What you may do*', ...rights(guide).map((line) => md`• ${line}`)])),
      section(joinText(['*With Terraform*', codeBlock(terraformSample(guide))])),
      ...list(config.guidelines),
      section(joinText(links(result.kind, all), ' · ')),
    ],
  });
}

/** Commands for a shell, as they can be pasted. */
export function loginCommands({ config, result, address, names }: Guide): string[] {
  const namespace = names.identity === '' ? '' : ` -namespace=${names.identity.slice(0, -1)}`;
  const path = config.groups.mount.slice(0, -1);
  const role = config.groups.role === undefined ? '' : ` role=${config.groups.role}`;
  const program = cli(result.kind);
  // A JWT has no `login -method` in either program: the token is fetched, then logged in with.
  const login =
    result.loginMethod === 'jwt'
      ? `${program} write${namespace} -field=token auth/${path}/login${role} jwt=@jwt.txt | ${program} login${namespace} -no-print -`
      : `${program} login${namespace} -no-print -method=${result.loginMethod} -path=${path}${role}`;
  return [
    `export ${prefix(result.kind)}_ADDR=${shellWord(address)}`,
    login,
    `export ${prefix(result.kind)}_NAMESPACE=${names.area.slice(0, -1)}`,
  ];
}

export function firstSecretCommands({ result }: Guide): string[] {
  return [
    `${cli(result.kind)} kv put -mount=kv hello greeting=hi`,
    `${cli(result.kind)} kv get -mount=kv hello`,
  ];
}

function rights({ request, config, names }: Guide) {
  return [
    md`Members of ${code(request.group)} administer ${code(names.area)}: secrets, secrets engines, auth methods, policies.`,
    md`For applications there are the policies ${code('kv-reader')} and ${code('kv-writer')} inside the namespace: give them to the roles of your own auth methods.`,
    md`Who is in the group is not decided in Vault but where ${code(config.groups.mount)} has it from. A new member logs in again to get in.`,
  ];
}

/** https://registry.terraform.io/providers/hashicorp/vault/latest/docs */
function terraformSample({ address, names }: Guide): string {
  return [
    'provider "vault" {',
    `  address   = ${JSON.stringify(address)}`,
    `  namespace = ${JSON.stringify(names.area.slice(0, -1))}`,
    '}',
    '',
    'resource "vault_auth_backend" "approle" {',
    '  type = "approle"',
    '}',
    '',
    'resource "vault_approle_auth_backend_role" "app" {',
    '  backend        = vault_auth_backend.approle.path',
    '  role_name      = "app"',
    '  token_policies = ["kv-reader"]',
    '}',
  ].join('\n');
}

function links(kind: ServerKind, all: Config) {
  const docs =
    kind === 'openbao'
      ? link('https://openbao.org/docs/secrets/kv/kv-v2/', 'KV secrets engine')
      : link('https://developer.hashicorp.com/vault/docs/secrets/kv/kv-v2', 'KV secrets engine');
  const policies =
    kind === 'openbao'
      ? link('https://openbao.org/docs/concepts/policies/', 'Policies')
      : link('https://developer.hashicorp.com/vault/docs/concepts/policies', 'Policies');
  return [docs, policies, md`Questions: ${code(`${all.slack.command} ask`)}`];
}

function cli(kind: ServerKind): string {
  return kind === 'openbao' ? 'bao' : 'vault';
}

function prefix(kind: ServerKind): string {
  return kind === 'openbao' ? 'BAO' : 'VAULT';
}

/** Quotes what a shell would take apart. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
