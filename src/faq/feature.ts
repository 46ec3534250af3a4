import { defineFeature } from '../define-feature.ts';
import { faqInteractions } from './faq-interactions.ts';

/** Answers to the questions that every Vault channel asks. */
export const faqFeature = defineFeature({ name: 'faq', interactions: faqInteractions });
