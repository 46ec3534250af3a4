import { defineCommand } from '../../src/define-command.ts';
import { answerBook } from '../../src/faq/answer-book.ts';
import { askedInDays, parseDays } from '../../src/faq/asked-days.ts';
import { countQuestions, type FaqStats } from '../../src/faq/count-questions.ts';
import { statsMessage } from '../../src/faq/figures-message.ts';
import { reviewText, silenceCounts } from '../../src/faq/figures-rows.ts';
import { figuresText } from '../../src/faq/figures-text.ts';

export const faqStats = defineCommand<{ days: number }, { days: number } & FaqStats>({
  name: 'faq stats',
  summary: 'How many questions were asked, answered and helped by it',
  usage: '[days]',
  examples: ['faq stats', 'faq stats 7'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['store'],
  parse: ({ words }) => parseDays(words),
  async run({ days }, { ports, now }) {
    const asked = await askedInDays(days, ports, now);
    const { answers } = await answerBook(ports);
    return { days, ...countQuestions(asked, answers.values(), now) };
  },
  message: (data) => statsMessage(data, data.days),
  text: (data) =>
    figuresText(
      [
        `${data.asked} asked, ${data.answered} answered, ${data.offered} offered a choice, ${data.unknown} unknown`,
        `${data.helped} helped, ${data.notHelped} did not help, ${data.toPeople} passed on to people`,
        ...data.topics.map((row) => `${row.answered}  ${row.topic} (+${row.helped} -${row.notHelped})`),
        ...silenceCounts(data).map(({ why, count }) => `${count}  left alone: ${why}`),
        ...data.stale.map((review) => `to be looked over: ${reviewText(review)}`),
      ],
      '',
    ),
});
