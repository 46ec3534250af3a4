import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { answerCode, codeIn } from './helpers/answer-code.ts';

type Fields = Record<string, unknown>;

/** Documents of the YAML samples; a list of steps is one of its own. */
const documents = codeIn('yaml').flatMap(({ name, topic, text }) =>
  parseAllDocuments(text).map((one) => ({ name, topic, fields: one.toJS() as Fields })),
);

/**
 * What the custom resources, the actions and the pipelines that the answers show are called, and what they take; as
 * read in their own definitions: docs/faq-answers-checked.md tells which, and how to look again. The reader's own names
 * are not among them.
 */
const resources: Record<string, readonly string[]> = {
  'external-secrets.io/v1 SecretStore': [
    'provider.vault.server',
    'provider.vault.path',
    'provider.vault.version',
    'provider.vault.auth.kubernetes.mountPath',
    'provider.vault.auth.kubernetes.role',
    'provider.vault.auth.kubernetes.serviceAccountRef.name',
  ],
  'external-secrets.io/v1 ExternalSecret': [
    'refreshInterval',
    'secretStoreRef.name',
    'secretStoreRef.kind',
    'target.name',
    'data.secretKey',
    'data.remoteRef.key',
    'data.remoteRef.property',
    'dataFrom.extract.key',
  ],
  'secrets.hashicorp.com/v1beta1 VaultConnection': ['address'],
  'secrets.hashicorp.com/v1beta1 VaultAuth': [
    'vaultConnectionRef',
    'method',
    'mount',
    'kubernetes.role',
    'kubernetes.serviceAccount',
  ],
  'secrets.hashicorp.com/v1beta1 VaultStaticSecret': [
    'vaultAuthRef',
    'type',
    'mount',
    'path',
    'refreshAfter',
    'destination.name',
    'destination.create',
    'rolloutRestartTargets.kind',
    'rolloutRestartTargets.name',
  ],
  'secrets-store.csi.x-k8s.io/v1 SecretProviderClass': [
    'provider',
    'parameters.vaultAddress',
    'parameters.roleName',
    'parameters.objects',
    'secretObjects.secretName',
    'secretObjects.type',
    'secretObjects.data.objectName',
    'secretObjects.data.key',
  ],
  'cert-manager.io/v1 Issuer': [
    'vault.server',
    'vault.path',
    'vault.caBundleSecretRef.name',
    'vault.caBundleSecretRef.key',
    'vault.auth.kubernetes.mountPath',
    'vault.auth.kubernetes.role',
    'vault.auth.kubernetes.serviceAccountRef.name',
  ],
  'cert-manager.io/v1 Certificate': ['secretName', 'dnsNames', 'duration', 'renewBefore', 'issuerRef.name'],
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': [],
};

const annotations =
  /^vault\.hashicorp\.com\/(?:role|namespace|auth-path|tls-secret|ca-cert|agent-(?:inject|init-first|pre-populate-only|run-as-same-user|limits-mem|inject-(?:secret|template|command)-[a-z]+))$/;

/** `a.b` for each value of a tree; items of a list are not numbered. */
function pathsOf(value: unknown, path: string[] = []): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => pathsOf(item, path)))];
  if (typeof value !== 'object' || value === null) return [path.join('.')];
  return Object.entries(value).flatMap(([key, below]) => pathsOf(below, [...path, key]));
}

describe('Kubernetes resources', () => {
  const known = documents.filter(({ fields }) => fields.apiVersion !== undefined);

  test('are of every operator that the answers name', () => {
    const shown = new Set(known.map(({ fields }) => `${fields.apiVersion} ${fields.kind}`));
    expect([...shown].toSorted()).toEqual(Object.keys(resources).toSorted());
  });

  test.each(known)('$name: $fields.kind has only fields that there are', ({ fields }) => {
    const allowed = resources[`${fields.apiVersion} ${fields.kind}`] ?? [];
    expect(pathsOf(fields.spec ?? []).filter((path) => path !== '' && !allowed.includes(path))).toEqual([]);
  });

  test('a fragment of a SecretProviderClass, too', () => {
    const allowed = resources['secrets-store.csi.x-k8s.io/v1 SecretProviderClass'];
    const fragments = documents.filter(
      ({ topic, fields }) => topic === 'csi-provider' && fields.apiVersion === undefined,
    );
    expect(fragments).toHaveLength(1);
    expect(pathsOf(fragments[0]?.fields.spec).filter((path) => !allowed?.includes(path))).toEqual([]);
  });

  test('what is read by the CSI provider from its objects', () => {
    const only = known.find(({ fields }) => fields.kind === 'SecretProviderClass');
    const spec = only?.fields.spec as { parameters: { objects: string } } | undefined;
    expect(pathsOf(parseAllDocuments(spec?.parameters.objects ?? '')[0]?.toJS())).toEqual([
      'objectName',
      'secretPath',
      'secretKey',
    ]);
  });

  test('annotations are those of the agent injector, with text as their values', () => {
    const found = documents.flatMap(({ fields }) => annotationsIn(fields));
    expect(found.length).toBeGreaterThan(6);
    for (const [key, value] of found) {
      expect(key).toMatch(annotations);
      expect(typeof value, key).toBe('string');
    }
  });
});

function annotationsIn(fields: unknown): [string, unknown][] {
  if (typeof fields !== 'object' || fields === null) return [];
  return Object.entries(fields).flatMap(([key, below]) =>
    key === 'annotations' ? Object.entries(below as Fields) : annotationsIn(below),
  );
}

describe('pipelines', () => {
  const inputs: Record<string, readonly string[]> = {
    'hashicorp/vault-action@v3': ['url', 'method', 'path', 'role', 'jwtGithubAudience', 'secrets'],
    'AzureCLI@2': ['azureSubscription', 'scriptType', 'scriptLocation', 'inlineScript'],
  };

  test('give actions and tasks only inputs that they have', () => {
    const steps = documents.flatMap(({ fields }) => stepsIn(fields));
    expect(steps.map(({ uses, task }) => uses ?? task).filter(Boolean)).toEqual(
      Object.keys(inputs).toReversed(),
    );
    for (const step of steps)
      for (const input of Object.keys(step.with ?? step.inputs ?? {}))
        expect(inputs[step.uses ?? step.task ?? '']).toContain(input);
  });

  test('of GitLab are jobs that it takes', () => {
    const jobs = documents
      .filter(({ topic }) => topic === 'gitlab-ci')
      .map(({ fields }) => fields.deploy as Fields);
    expect(jobs).toHaveLength(2);
    for (const job of jobs) {
      expect(
        Object.keys(job).filter((key) => !['id_tokens', 'variables', 'secrets', 'script'].includes(key)),
      ).toEqual([]);
      // Without a script it is no job.
      expect(job.script).toBeInstanceOf(Array);
      for (const secret of Object.values((job.secrets ?? {}) as Record<string, Fields>)) {
        expect(Object.keys(secret).toSorted()).toEqual(['file', 'token', 'vault']);
        expect(secret.vault).toMatch(/^[\w/-]+@\w+$/);
      }
    }
  });
});

interface Step {
  uses?: string;
  task?: string;
  with?: Fields;
  inputs?: Fields;
}

function stepsIn(value: unknown): Step[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('uses' in value || 'task' in value) return [value as Step];
  return Object.values(value).flatMap(stepsIn);
}

test('code that cannot be compiled here is kept as it was checked', () => {
  const csharp = answerCode.find(({ language }) => language === 'csharp')?.text ?? '';
  // A value is a JsonElement since VaultSharp 1.13: a cast to string throws.
  expect(csharp).not.toMatch(/= \(string\)/);
  expect(csharp).toContain('using VaultSharp.V1.AuthMethods.AppRole;');
  // KV v2 is looked for at `kv-v2` unless it is told.
  expect(csharp).toContain('mountPoint: "secret"');
});
