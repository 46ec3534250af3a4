import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { Slack } from '../../helpers/slack.ts';

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** The real Web API client, without retries: each answer is seen as it is. */
export function webClient(slack: Slack, token = slack.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 5000,
    logger: silent,
  });
}

/** What the answer to a refused call holds: `{ error, … }`; for one that is limited, `retryAfter` seconds. */
export async function refusalOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    const { data, code, retryAfter } = error as { data?: object; code?: string; retryAfter?: number };
    return { ...data, code, retryAfter };
  }
  throw new Error('the call was not refused');
}
