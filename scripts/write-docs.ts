// Writes what is made from other files: docs/configuration.md, manifest.yml, the README's table of commands, the
// runbooks' index and the table of metrics.
import { readFileSync, writeFileSync } from 'node:fs';
import { commandList } from '../src/command-list.ts';
import { withCommandTable } from '../src/command-reference.ts';
import { configReference } from '../src/config/config-reference.ts';
import { featureList } from '../src/feature-list.ts';
import { withMetricsTable } from '../src/metrics/metrics-reference.ts';
import { ownMetrics } from '../src/metrics/own-metrics.ts';
import { standardManifest } from '../src/slack/manifest.ts';
import { runbookIndex } from './runbook-index.ts';

const root = new URL('../', import.meta.url);
writeFileSync(new URL('docs/configuration.md', root), configReference());
const readme = new URL('README.md', root);
writeFileSync(readme, withCommandTable(readFileSync(readme, 'utf8'), commandList));
writeFileSync(new URL('manifest.yml', root), standardManifest(commandList, featureList));
const runbooks = new URL('docs/runbooks/', root);
writeFileSync(new URL('README.md', runbooks), runbookIndex(runbooks));
const prometheusPage = new URL('docs/prometheus.md', root);
const definitions = [...ownMetrics, ...featureList.flatMap((feature) => feature.metrics)];
writeFileSync(prometheusPage, withMetricsTable(readFileSync(prometheusPage, 'utf8'), definitions));
