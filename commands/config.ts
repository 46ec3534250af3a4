import { configSchema } from '../src/config/config-reference.ts';
import { defineCommand } from '../src/define-command.ts';
import { UsageError } from '../src/lib/errors.ts';

/** `config schema`: what steward.yaml may hold, for editors; `config check`: whether it holds that. */
export const config = defineCommand<{ what: 'schema' | 'check' }, object>({
  name: 'config',
  summary: 'The JSON Schema of steward.yaml, or whether yours is right',
  usage: 'schema|check',
  examples: ['config schema > steward.schema.json', 'config check --config steward.yaml'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['terminal'],
  needs: [],
  parse: ({ words: [what, ...more] }) => {
    if ((what !== 'schema' && what !== 'check') || more.length > 0)
      throw new UsageError('Say `schema` or `check`.');
    return { what };
  },
  run: async ({ what }, { ports }) => {
    if (what === 'schema') return configSchema();
    return { ok: true, clusters: ports.config.clusters.map((cluster) => cluster.name) };
  },
  message: () => ({ text: 'Only in a terminal.', blocks: [] }),
  text: (data) => ('ok' in data ? 'The configuration is right.' : JSON.stringify(data, null, 2)),
});
