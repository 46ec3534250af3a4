import { chooseClusters } from '../src/core/inventory/choose-cluster.ts';
import { type CommandContext, defineCommand } from '../src/define-command.ts';
import { answerExpiring, type ExpiringAnswer, everything } from '../src/expiry/answer-expiring.ts';
import { checkFilters, isEmpty } from '../src/expiry/check-filters.ts';
import { expiringMessage, rowsOnPage } from '../src/expiry/expiring-message.ts';
import { type ExpiringQuery, type ExpiringSourceName, parseExpiring } from '../src/expiry/expiring-query.ts';
import type { ExpiringSource } from '../src/expiry/expiring-source.ts';
import { expiringText } from '../src/expiry/expiring-text.ts';
import { contractOf } from '../src/expiry/find-expiring.ts';
import { lastScanOf, scanNow, scanOf } from '../src/expiry/take-source.ts';
import { UsageError } from '../src/lib/errors.ts';
import { parseSpanMs } from '../src/lib/times.ts';

interface Args {
  query: ExpiringQuery;
  from: ExpiringSourceName;
}

export const expiring = defineCommand<Args, ExpiringAnswer>({
  name: 'expiring',
  summary: 'What has expired or soon will, soonest first',
  usage: '[within] [namespace:…] [kind:…] [mine|owner:…] [told] [problems] [--now|--stored]',
  examples: [
    'expiring',
    'expiring 30d',
    'expiring 72h told',
    'expiring namespace:payments kind:kv',
    'expiring problems',
  ],
  roles: ['developer', 'operator', 'stakeholder'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['store'],
  needsInTerminal: ({ from }) => (from === 'stored' ? ['store'] : ['vault']),
  parse: ({ words, door }) => {
    const asked = parseExpiring(words);
    if (asked.query.mine && door === 'terminal')
      throw new UsageError(
        'At a terminal nobody knows who you are in Slack. Take owner:… with your mail or a group.',
      );
    return asked;
  },
  run: async ({ query, from }, context) => {
    const { ports, now, door, person, slack } = context;
    const { within, pathsIn } = ports.config.expiry;
    chooseClusters(ports.clusters, query.cluster);
    const source = await takeSource(from, context);
    const asker = { person, place: slack?.channelKind ?? 'terminal', pathsIn } as const;
    const withinMs = query.withinMs ?? parseSpanMs(within) ?? 0;
    const page = door === 'slack' ? { number: 0, size: rowsOnPage } : everything;
    const answer = await answerExpiring(asker, source, { query, withinMs, now }, page);
    if (isEmpty(answer))
      await checkFilters(source, ports, { query, person, detail: answer.detail, signal: context.signal });
    return answer;
  },
  message: (answer, { now, ports: { config } }) =>
    expiringMessage(answer, {
      now,
      zone: config.timeZone,
      tables: config.slack.tables,
      command: config.slack.command,
    }),
  text: (answer, { now, ports, colours }) =>
    expiringText(answer, { now, zone: ports.config.timeZone, colours }),
  json: ({ report }) => contractOf(report),
});

/** In a terminal the caller's own login looks, and nothing is remembered of what it sees. */
async function takeSource(from: ExpiringSourceName, context: CommandContext): Promise<ExpiringSource> {
  const { ports, door } = context;
  if (door === 'terminal') return from === 'stored' ? lastScanOf(ports) : scanOf(ports, context);
  return from === 'now' ? scanNow(ports, context) : lastScanOf(ports, context);
}
