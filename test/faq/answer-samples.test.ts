import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { temporaryFile } from '../helpers/temporary-folder.ts';
import { answerCode, codeIn } from './helpers/answer-code.ts';

/** What a program says of a text that it is given as a file or on stdin; empty when it has nothing to object. */
function objections(command: string, args: readonly string[], stdin = ''): string {
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    input: stdin,
    timeout: 60_000,
  });
  return status === 0 ? '' : `${stderr}${error ?? ''}` || `${command} ended with ${status}`;
}

function onPath(name: string): boolean {
  return (process.env.PATH ?? '')
    .split(':')
    .some((folder) => folder !== '' && existsSync(join(folder, name)));
}

test('there are samples for every platform and language that people ask for', () => {
  const topics = Object.fromEntries(
    Object.entries({
      'java-spring': ['yaml', 'java'],
      'python-hvac': ['python'],
      'go-node-dotnet': ['go', 'js', 'csharp', 'powershell'],
      terraform: ['hcl'],
      'github-actions': ['yaml', 'sh'],
      'gitlab-ci': ['yaml', 'sh'],
      'azure-devops-jenkins': ['groovy', 'yaml'],
      'agent-injector': ['yaml'],
      'csi-provider': ['yaml'],
      'external-secrets': ['yaml'],
      'migrate-secrets': ['sh'],
    }),
  );
  for (const [topic, languages] of Object.entries(topics))
    for (const language of languages)
      expect(
        answerCode.some((one) => one.topic === topic && one.language === language),
        `${language} in ${topic}`,
      ).toBe(true);
});

describe('a sample can be read by what it is for', () => {
  test.each(codeIn('yaml'))('YAML: $name', ({ text }) => {
    const documents = parseAllDocuments(text, { uniqueKeys: true });
    expect(documents.length).toBeGreaterThan(0);
    for (const document of documents) expect(document.errors).toEqual([]);
  });

  test('JSON in shell samples', () => {
    const documents = codeIn('sh').flatMap(({ text }) =>
      [...text.matchAll(/<<'JSON'\n([\s\S]*?)\nJSON/g)].map(([, json]) => json ?? ''),
    );
    expect(documents.length).toBeGreaterThan(2);
    for (const json of documents) expect(() => JSON.parse(json), json).not.toThrow();
  });

  test.each(codeIn('js'))('Node: $name', ({ text }) => {
    expect(objections(process.execPath, ['--check', temporaryFile('sample.mjs', text)])).toBe('');
  });

  test.each(codeIn('python'))('Python: $name', ({ text }) => {
    expect(objections('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], text)).toBe('');
  });

  test.runIf(onPath('gofmt')).each(codeIn('go'))('Go: $name', ({ text }) => {
    const file = temporaryFile(
      'sample.go',
      `package sample\n\nfunc sample() error {\n${text}\nreturn nil\n}\n`,
    );
    expect(objections('gofmt', ['-e', '-l', file])).toBe('');
  });

  test.runIf(onPath('terraform')).each(codeIn('hcl'))('HCL: $name', ({ text }) => {
    expect(objections('terraform', ['fmt', '-'], text)).toBe('');
  });

  test.each(codeIn('sh'))('shell: $name', ({ text }) => {
    // `<id>` stands for what the reader knows.
    const script = text.replace(/<([a-z][\w ]*)>/gi, (_, word: string) => word.replaceAll(' ', '_'));
    expect(objections('bash', ['-n', temporaryFile('sample.sh', script)])).toBe('');
  });
});

describeOpenBao('the policies in the answers', () => {
  let server: Awaited<ReturnType<typeof startOpenBao>>;
  beforeAll(async () => {
    server = await startOpenBao();
  });

  const policies = codeIn('hcl').filter(({ text }) => /^path "/m.test(text));

  test.each(policies)('$name is one that the server takes', async ({ text }) => {
    const answer = await fetch(`${server.address}/v1/sys/policies/acl/sample`, {
      method: 'PUT',
      headers: { 'X-Vault-Token': server.rootToken },
      body: JSON.stringify({ policy: text }),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  });
});
