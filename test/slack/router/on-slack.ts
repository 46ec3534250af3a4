import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type ScreenMessage, type Slack, type SlackOptions, startSlack } from '../../helpers/slack.ts';

export const general = 'C0GENERAL';

export interface OnSlack {
  slack(): Slack;
  /** All that a message says, buttons included. */
  textOf(one: ScreenMessage): string;
  /** The first message with this text, seen by whomever. */
  waitForText(text: string, channel?: string): Promise<ScreenMessage>;
  /** The first message that only this person sees. */
  answerTo(user: string, fits: (text: string) => boolean, channel?: string): Promise<ScreenMessage>;
}

/** A strict Slack for the tests of one `describe`, allowing what manifest.yml asks for, empty before each. */
export function onSlack(options: SlackOptions = {}): OnSlack {
  let started: Slack | undefined;
  const slack = (): Slack => {
    if (started === undefined) throw new Error('Slack has not been started');
    return started;
  };
  beforeAll(async () => {
    started = await startSlack({ manifestFile: 'manifest.yml', ...options });
  });
  afterAll(() => started?.stop());
  beforeEach(() => slack().reset());
  const textOf = (one: ScreenMessage): string => JSON.stringify(one.blocks ?? one.text);
  return {
    slack,
    textOf,
    waitForText: (text, channel = general) =>
      slack().waitForMessage(channel, (one) => textOf(one).includes(text)),
    answerTo: (user, fits, channel = general) =>
      slack().waitForMessage(channel, (one) => one.ephemeral_to === user && fits(textOf(one))),
  };
}
