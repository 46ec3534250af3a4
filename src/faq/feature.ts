import { defineFeature } from '../define-feature.ts';
import { answersService } from './answers-service.ts';
import { askedBetween, askedRetention } from './asked-store.ts';
import { changeInteractions } from './change-interactions.ts';
import { draftInteractions } from './draft-interactions.ts';
import { draftRetention } from './draft-store.ts';
import { questionInteractions } from './faq-interactions.ts';
import { feedbackInteractions } from './feedback-interactions.ts';
import { humanInteractions } from './human-interactions.ts';
import { weeklyJob } from './weekly-job.ts';

/** Answers to the questions that every Vault channel asks. */
export const faqFeature = defineFeature({
  name: 'faq',
  interactions: [
    ...questionInteractions,
    ...feedbackInteractions,
    ...humanInteractions,
    ...draftInteractions,
    ...changeInteractions,
  ],
  jobs: [weeklyJob],
  services: [answersService],
  retention: [askedRetention, draftRetention],
  metrics: [
    {
      name: 'vault_steward_faq_questions_total',
      help: 'Messages looked at, by manner (direct, unasked) and what was decided.',
      type: 'counter',
      labels: ['manner', 'decision'],
    },
    {
      name: 'vault_steward_faq_silences_total',
      help: 'Messages in faq.channels that were left alone, by reason.',
      type: 'counter',
      labels: ['reason'],
    },
  ],
  async facts({ from, to }, { store }) {
    if (!store) return [];
    const asked = (await askedBetween(store.db, from, to)).filter((one) => one.decision !== 'silent');
    const count = (counts: (one: (typeof asked)[number]) => boolean): number => asked.filter(counts).length;
    return [
      { name: 'faq_asked', label: 'Questions to the bot', unit: '', value: asked.length },
      {
        name: 'faq_answered',
        label: 'of them answered',
        unit: '',
        value: count((one) => one.decision === 'answer'),
      },
      {
        name: 'faq_to_people',
        label: 'passed on to people',
        unit: '',
        value: count((one) => one.human_state !== null),
      },
    ];
  },
});
