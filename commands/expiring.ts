import { defineCommand } from '../src/define-command.ts';
import { expiringMessage } from '../src/expiry/expiring-message.ts';
import { expiringText } from '../src/expiry/expiring-text.ts';
import { contractOf } from '../src/expiry/find-expiring.ts';
import { scanClusters } from '../src/expiry/scan.ts';
import { scanSettings } from '../src/expiry/scan-settings.ts';
import { answerFor, type ExpiringAnswer } from '../src/expiry/visible.ts';
import { UsageError } from '../src/lib/errors.ts';
import { parseSpanMs } from '../src/lib/times.ts';

export const expiring = defineCommand<{ withinMs: number | undefined }, ExpiringAnswer>({
  name: 'expiring',
  summary: 'What has expired or soon will, soonest first',
  usage: '[within]',
  examples: ['expiring', 'expiring 30d', 'expiring 72h'],
  roles: ['developer', 'operator', 'stakeholder'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['vault'],
  parse: ({ words }) => {
    if (words.length === 0) return { withinMs: undefined };
    const withinMs = parseSpanMs(words.join(' '));
    if (withinMs === undefined)
      throw new UsageError('Say how far ahead to look, such as 30d, 4w, 72h or a number of days.');
    return { withinMs };
  },
  run: async ({ withinMs }, context) => {
    const { ports, now, door, person, slack, signal, log, progress } = context;
    const { config, clusters } = ports;
    const settings = scanSettings(config);
    const isBot = door === 'slack';
    const scan = await scanClusters({ clusters, settings, now, isBot, signal, log, progress });
    const asker = {
      person,
      place: slack?.channelKind ?? 'terminal',
      pathsIn: config.expiry.pathsIn,
    } as const;
    return answerFor(asker, scan, now, withinMs ?? parseSpanMs(config.expiry.within) ?? 0);
  },
  message: (answer, { now, ports }) => expiringMessage(answer, { now, zone: ports.config.timeZone }),
  text: (answer, { now, ports, colours }) =>
    expiringText(answer, { now, zone: ports.config.timeZone, colours }),
  json: ({ report }) => contractOf(report),
});
