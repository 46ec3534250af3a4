import type { KnownBlock, View } from '@slack/types';
import type fc from 'fast-check';
import { parseConfig } from '../../../src/config/load-config.ts';
import type { Message } from '../../../src/slack/message.ts';
import { type Choices, hostileLike } from '../../helpers/hostile-like.ts';

/**
 * Every view of the program with data as bad as it can be. A new view needs its entry in the file of its room:
 * `file#function`, and a sample of its data.
 */
export type Shown = Message | View | KnownBlock[];
export const views: Record<string, fc.Arbitrary<Shown>> = {};

/** Enters a view under `file#function`. */
export function view<Sample>(
  name: string,
  sample: Sample,
  show: (data: Sample) => Shown,
  choices: Choices = {},
): void {
  views[name] = hostileLike(sample, choices).map(show);
}

/** When everything in the samples happens. */
export const at = new Date('2026-11-22T09:00:00Z');
export const sampleConfig = parseConfig({
  clusters: [{ name: 'prod', address: 'https://vault.example.com' }],
  onboarding: { cluster: 'prod', groups: { mount: 'oidc/' }, guidelines: ['Rotate often.'] },
});
