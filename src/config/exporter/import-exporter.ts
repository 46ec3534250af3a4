import { LineCounter, parseDocument, stringify } from 'yaml';
import { ConfigError, type ConfigProblem } from '../../lib/errors.ts';
import { parseConfig } from '../load-config.ts';
import { ExporterConfig } from './exporter-config.ts';
import { importAuth } from './import-auth.ts';
import { importFields, importServices } from './import-services.ts';
import type { Importing } from './importing.ts';

/** What an import made. */
export interface ImportedExporter {
  /** A steward.yaml that `config check` takes, with the notes as comments. */
  yaml: string;
  /** What was not carried over, or has to be done besides. */
  notes: string[];
}

/**
 * Turns the configuration of the TomTom exporter into ours.
 *
 * @param options.file its name, for messages
 * @param options.cluster what people call the cluster
 * @throws ConfigError with every problem and its line
 */
export function importExporter(text: string, options: { file: string; cluster: string }): ImportedExporter {
  const { raw, lineOf } = readYaml(text, options.file);
  const problems: ConfigProblem[] = [];
  const notes: string[] = [];
  const importing: Importing = {
    problem: (path, expected) => problems.push({ key: keyOf(options.file, path, lineOf), expected }),
    note: (note) => notes.push(note),
  };
  const parsed = ExporterConfig.safeParse(raw);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys')
        for (const key of issue.keys) importing.problem([...issue.path, key], 'no key of the exporter');
      else importing.problem(issue.path, issue.message);
    }
    throw new ConfigError(problems);
  }
  const config = toSteward(parsed.data, options.cluster, importing);
  if (problems.length > 0) throw new ConfigError(problems);
  parseConfig(config);
  return { yaml: `${comments(options.file, notes)}${stringify(config, { lineWidth: 110 })}`, notes };
}

function toSteward(exporter: ExporterConfig, name: string, importing: Importing): object {
  const { vault, refresh_interval, port, expiration_monitoring: monitoring } = exporter;
  if (vault.address === undefined)
    importing.problem(
      ['vault'],
      'an `address`; the exporter took VAULT_ADDR, steward.yaml names its clusters',
    );
  else if (!/^https?:\/\/[^/\s]/.test(vault.address))
    importing.problem(['vault', 'address'], 'an http or https address');
  if (vault.token_autorenew !== undefined || vault.authentication.token_autorenew !== undefined)
    importing.note(
      'token_autorenew is not needed: the bot renews its login, and logs in again when that ends.',
    );
  const namespace = (vault.namespace ?? '').replace(/^\/+|\/+$/g, '');
  const auth = importAuth(vault.authentication, importing);
  const { metrics, rules } = importServices(monitoring, { cluster: name, namespace }, importing);
  tellWhatChanges(exporter, importing);
  return {
    clusters: [{ name, address: vault.address, ...(namespace === '' ? {} : { namespace }), auth }],
    expiry: {
      ...(monitoring.metadata_fieldnames ? { fields: importFields(monitoring.metadata_fieldnames) } : {}),
      ...(refresh_interval === undefined ? {} : { scanSchedule: scheduleOf(refresh_interval) }),
      ...(rules.length === 0 ? {} : { rules }),
      ...(Object.keys(metrics).length === 0 ? {} : { metrics }),
    },
    // The exporter listened on all addresses.
    http: { internal: { host: '0.0.0.0', port: port ?? 9937 } },
  };
}

function tellWhatChanges({ refresh_interval }: ExporterConfig, importing: Importing): void {
  if (refresh_interval !== undefined && refresh_interval < 300)
    importing.note(
      'scanSchedule is as often as refresh_interval said, at most once a minute; without it the bot scans every 30 minutes.',
    );
  importing.note(
    'The bot sees every secret that its policy shows, not only these: what is in no service has service="".',
  );
  importing.note('If REQUESTS_CA_BUNDLE was set for the exporter, name that file in caFile of the cluster.');
}

/** Five fields of cron that come closest to so many seconds, a minute at least. */
function scheduleOf(seconds: number): string {
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return minutes === 1 ? '* * * * *' : `*/${minutes} * * * *`;
  const hours = Math.min(24, Math.round(minutes / 60));
  if (hours === 24) return '0 0 * * *';
  return hours === 1 ? '0 * * * *' : `0 */${hours} * * *`;
}

function comments(file: string, notes: readonly string[]): string {
  const lines = [
    `Made from ${file} by \`vault-steward config import-exporter\`.`,
    ...notes.map((note) => `- ${note}`),
  ];
  return `${lines.map((line) => `# ${line.replace(/\s+/g, ' ')}\n`).join('')}`;
}

interface ReadYaml {
  raw: unknown;
  /** The line of a key, or of the nearest thing above it that is there. */
  lineOf(path: readonly PropertyKey[]): number;
}

function readYaml(text: string, file: string): ReadYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true, uniqueKeys: true });
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors.map((error) => ({
        key: `${file}:${error.linePos?.[0].line ?? 1}`,
        expected: `valid YAML: ${error.message.split('\n')[0]}`,
      })),
    );
  return {
    raw: document.toJS({ maxAliasCount: 100 }) ?? {},
    lineOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
        if (node?.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}

function keyOf(file: string, path: readonly PropertyKey[], lineOf: ReadYaml['lineOf']): string {
  const key = path.map(String).join('.');
  return `${file}:${lineOf(path)}${key === '' ? '' : ` ${key}`}`;
}
