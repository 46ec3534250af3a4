import { z } from 'zod';
import { defineCommand } from '../src/define-command.ts';
import { featureList } from '../src/feature-list.ts';
import { UsageError } from '../src/lib/errors.ts';
import { plainMessage } from '../src/slack/failure-message.ts';
import { manifestYaml } from '../src/slack/manifest.ts';

interface ManifestArgs {
  httpUrl?: string;
}

const HttpsUrl = z.url({ protocol: /^https$/ });

/** The manifest of the Slack app, for one's own command name and, with --http, for HTTP mode. */
export const manifest = defineCommand<ManifestArgs, { yaml: string }>({
  name: 'manifest',
  summary: 'The manifest of the Slack app, to paste into Slack',
  usage: '[--http URL]',
  examples: ['manifest', 'manifest --http https://steward.example.com'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['terminal'],
  needs: [],
  parse: ({ words }) => {
    if (words.length === 0) return {};
    const [flag, url, ...more] = words.flatMap((word) => word.split(/(?<=^--http)=/));
    if (flag !== '--http' || more.length > 0 || !HttpsUrl.safeParse(url).success)
      throw new UsageError('With --http, give the https address under which Slack reaches the bot.');
    return url === undefined ? {} : { httpUrl: url };
  },
  run: async ({ httpUrl }, { commands, ports }) => ({
    yaml: manifestYaml({
      command: ports.config.slack.command,
      commands,
      interactions: featureList.flatMap((feature) => feature.interactions),
      ...(httpUrl === undefined ? {} : { httpUrl }),
    }),
  }),
  message: () => plainMessage('Only in a terminal.'),
  text: ({ yaml }) => yaml.trimEnd(),
});
