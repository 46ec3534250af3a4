import { defineCommand } from '../../src/define-command.ts';
import { askedInDays, parseDays } from '../../src/faq/asked-days.ts';
import { gapsMessage } from '../../src/faq/figures-message.ts';
import { gapLines } from '../../src/faq/figures-rows.ts';
import { figuresText } from '../../src/faq/figures-text.ts';
import { findGaps, type Gap } from '../../src/faq/find-gaps.ts';

export const faqGaps = defineCommand<{ days: number }, { days: number; gaps: readonly Gap[] }>({
  name: 'faq gaps',
  summary: 'Questions that got no answer, or none that helped',
  usage: '[days]',
  examples: ['faq gaps', 'faq gaps 90'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['store'],
  parse: ({ words }) => parseDays(words),
  async run({ days }, { ports, now }) {
    return { days, gaps: await findGaps(await askedInDays(days, ports, now)) };
  },
  message: ({ gaps, days }) => gapsMessage(gaps, days),
  text: ({ gaps }) => figuresText(gaps.flatMap(gapLines), 'No gaps.'),
});
