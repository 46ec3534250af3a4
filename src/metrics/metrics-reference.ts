import type { MetricDefinition } from './metric.ts';

const begin = '<!-- metrics: written by `npm run docs` -->';
const end = '<!-- end of metrics -->';

/** The table of all metrics, by name. */
export function metricsTable(definitions: readonly MetricDefinition[]): string {
  const rows = [...definitions]
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
    .map(({ name, type, labels, takesConfiguredLabels, help }) => {
      const shown = labels.map((label) => `\`${label}\``);
      const all = takesConfiguredLabels ? [...shown, 'your own'] : shown;
      return `| \`${name}\` | ${type} | ${all.join(', ')} | ${help.replaceAll('|', '\\|')} |`;
    });
  return ['| Metric | Type | Labels | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The page with its table as it should be. @throws Error when the page has lost the place for it */
export function withMetricsTable(page: string, definitions: readonly MetricDefinition[]): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/prometheus.md needs the lines ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n${metricsTable(definitions)}\n${page.slice(to)}`;
}
