// Writes what is made from other files: docs/configuration.md, manifest.yml, the README's table of commands and the
// runbooks' index.
import { readFileSync, writeFileSync } from 'node:fs';
import { commandList } from '../src/command-list.ts';
import { withCommandTable } from '../src/command-reference.ts';
import { configReference } from '../src/config/config-reference.ts';
import { featureList } from '../src/feature-list.ts';
import { standardManifest } from '../src/slack/manifest.ts';
import { runbookIndex } from './runbook-index.ts';

const root = new URL('../', import.meta.url);
writeFileSync(new URL('docs/configuration.md', root), configReference());
const readme = new URL('README.md', root);
writeFileSync(readme, withCommandTable(readFileSync(readme, 'utf8'), commandList));
writeFileSync(new URL('manifest.yml', root), standardManifest(commandList, featureList));
const runbooks = new URL('docs/runbooks/', root);
writeFileSync(new URL('README.md', runbooks), runbookIndex(runbooks));
