import { defineFeature } from '../define-feature.ts';
import { outboxRetention } from '../slack/outbox-store.ts';
import { postsInteractions } from './posts-interactions.ts';

/** The operators' side of the outbox: what they are asked, and how long past posts are kept. */
export const postsFeature = defineFeature({
  name: 'posts',
  interactions: postsInteractions,
  retention: [outboxRetention],
});
