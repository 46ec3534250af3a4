import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments, parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { parseConfig } from '../../src/config/load-config.ts';

const ConfigMap = z.object({ kind: z.literal('ConfigMap'), data: z.object({ 'steward.yaml': z.string() }) });

test('the Kubernetes example carries a configuration that can be used', () => {
  const documents = parseAllDocuments(readFileSync('ops/kubernetes/vault-steward.yaml', 'utf8'));
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  const found = documents.map((one) => ConfigMap.safeParse(one.toJS())).find(({ success }) => success);
  const config = parseConfig(parseYaml(found?.data?.data['steward.yaml'] ?? ''));
  expect(config.clusters[0]).toMatchObject({ name: 'prod', nodes: { length: 3 } });
});

test('so does the quick start of the README', () => {
  const block = /```yaml\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
  const config = parseConfig(parseYaml(block));
  expect(config.clusters[0]).toMatchObject({ name: 'prod', nodes: { length: 3 } });
  expect(config.channels).toMatchObject({ status: 'C0123STATUS', support: 'C0123HELP' });
});
