import type { Logger as BoltLogger } from '@slack/bolt';
import { ErrorCode, type WebAPICallError, WebClient } from '@slack/web-api';

/** How long one call to Slack's Web API may take. */
export const webApiTimeoutMs = 10_000;

/**
 * A client of Slack's Web API that tries each call once: the caller knows whether a second try does harm. A 429
 * comes back as an error at once instead of holding everything up.
 */
export function createWebClient(options: {
  token: string | undefined;
  apiUrl: string | undefined;
  logger: BoltLogger;
  timeoutMs?: number;
}): WebClient {
  return new WebClient(options.token, {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMs ?? webApiTimeoutMs,
    logger: options.logger,
    // The token goes to this address only, whatever a method's name looks like.
    allowAbsoluteUrls: false,
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
  });
}

/** Slack's own word for why a call failed (`channel_not_found`), undefined when it is no such failure. */
export function slackErrorOf(error: unknown): string | undefined {
  const failure = error as Partial<WebAPICallError> | undefined;
  return failure?.code === ErrorCode.PlatformError && 'data' in failure ? failure.data?.error : undefined;
}
