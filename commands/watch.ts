import { chooseClusters } from '../src/core/inventory/choose-cluster.ts';
import { defineCommand } from '../src/define-command.ts';
import { contractOf, readStatus, type StatusAnswer } from '../src/health/read-status.ts';
import { statusText } from '../src/health/status-text.ts';
import { watchLive } from '../src/health/watch-live.ts';
import { UsageError } from '../src/lib/errors.ts';
import { parseSpanMs, secondMs } from '../src/lib/times.ts';

interface Args {
  cluster: string | undefined;
  everyMs: number;
}

export const watch = defineCommand<Args, StatusAnswer>({
  name: 'watch',
  summary: 'The same as status, live: looks every five seconds until Ctrl-C',
  usage: '[cluster] [--every SPAN]',
  examples: ['watch', 'watch prod --every 2s', 'watch --json'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['terminal'],
  needs: ['vault', 'store'],
  parse: ({ words }) => readWords(words),
  run: ({ cluster }, { ports, now, signal }) =>
    readStatus(ports, chooseClusters(ports.clusters, cluster), now, { signal }),
  live: ({ cluster, everyMs }, { ports, signal }) =>
    watchLive(ports, chooseClusters(ports.clusters, cluster), everyMs, signal),
  message: () => ({ text: 'Only in a terminal.', blocks: [] }),
  text: (answer, { colours }) =>
    `${statusText(answer, { now: new Date(answer.checkedAt), colours })}\n\n${answer.checkedAt}. Ctrl-C ends it.`,
  json: contractOf,
});

function readWords(words: readonly string[]): Args {
  const args: Args = { cluster: undefined, everyMs: 5 * secondMs };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--every') args.everyMs = readSpan(words[++index]);
    else if (word.startsWith('-') || args.cluster !== undefined)
      throw new UsageError('It takes one cluster and --every SPAN.');
    else args.cluster = word;
  }
  return args;
}

function readSpan(text = ''): number {
  const ms = /^\d+[smh]$/.test(text) ? parseSpanMs(text) : undefined;
  if (ms === undefined || ms < secondMs) throw new UsageError('--every needs a time such as 2s or 1m.');
  return ms;
}
