import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** Names that dashboards ask for and that this test's servers do not have, each with the reason. */
export const mayBeAbsent: Readonly<Record<string, string>> = {
  ALERTS: 'there are none while no rule fires',
};
/** Queries that have no result here, by a part of them. */
export const mayBeEmpty: Readonly<Record<string, string>> = {
  'offset 1w': 'Prometheus was not there a week ago',
  vault_steward_expiry_problems: 'there is no problem',
  'topk(5, sum by (auth_method, mount_point, creation_ttl)': 'an increase needs a second login',
};

interface Panel {
  title: string;
  targets?: { expr: string }[];
}
export interface Query {
  from: string;
  expr: string;
}

/** Every query of the dashboards, with `All` chosen everywhere, and of the runbooks. */
export function queries(): Query[] {
  const dashboards = readdirSync(new URL('ops/grafana/', root)).flatMap((file) => {
    const { panels } = JSON.parse(readFileSync(new URL(`ops/grafana/${file}`, root), 'utf8')) as {
      panels: Panel[];
    };
    return panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ from: `${file}: ${title}`, expr: expr.replace(/\$\w+/g, '.*') })),
    );
  });
  const runbooks = readdirSync(new URL('docs/runbooks/', root)).flatMap((file) => {
    const text = readFileSync(new URL(`docs/runbooks/${file}`, root), 'utf8');
    const blocks = [...text.matchAll(/```promql\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    );
    return blocks.map((expr) => ({ from: file, expr }));
  });
  return [...dashboards, ...runbooks];
}

/** The metrics a query names. */
export function metricNames(expr: string): string[] {
  const bare = expr
    .replace(/"[^"]*"/g, '""')
    .replace(/\b(by|on) \([^)]*\)/g, '')
    .replace(/\{[^}]*\}/g, '');
  return [...new Set(bare.match(/\b(vault_\w+|ALERTS)\b/g) ?? [])];
}
