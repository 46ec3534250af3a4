import { createHmac } from 'node:crypto';
import { parseJson } from '../api-call.ts';
import { type Ack, ackTimeLimitMs, type Envelope, type Transport } from './envelope.ts';

/**
 * Delivers by HTTP to the app's request URL, signed as Slack signs.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export class HttpTransport implements Transport {
  readonly #requestUrl: string;
  readonly #signingSecret: string;

  constructor(requestUrl: string, signingSecret: string) {
    this.#requestUrl = requestUrl;
    this.#signingSecret = signingSecret;
  }

  async send(envelope: Envelope): Promise<Ack> {
    const { type, body } = encode(envelope);
    const timestamp = Math.floor(Date.now() / 1000).toString();
    const signature = createHmac('sha256', this.#signingSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    try {
      const response = await fetch(this.#requestUrl, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(ackTimeLimitMs),
        headers: {
          'content-type': type,
          'x-slack-signature': `v0=${signature}`,
          'x-slack-request-timestamp': timestamp,
          ...retryHeaders(envelope),
        },
      });
      const text = await response.text();
      if (!response.ok) return { acknowledged: false, reason: 'http_error' };
      return { acknowledged: true, payload: text === '' ? undefined : (parseJson(text) ?? { text }) };
    } catch (error) {
      const isTimeout = error instanceof Error && error.name === 'TimeoutError';
      return { acknowledged: false, reason: isTimeout ? 'http_timeout' : 'connection_failed' };
    }
  }

  async whenReachable(): Promise<void> {}
}

function encode(envelope: Envelope): { type: string; body: string } {
  const form = 'application/x-www-form-urlencoded';
  if (envelope.type === 'events_api')
    return { type: 'application/json', body: JSON.stringify(envelope.payload) };
  if (envelope.type === 'slash_commands')
    return { type: form, body: new URLSearchParams(envelope.payload as Record<string, string>).toString() };
  return { type: form, body: new URLSearchParams({ payload: JSON.stringify(envelope.payload) }).toString() };
}

function retryHeaders(envelope: Envelope): Record<string, string> {
  if (envelope.retry_attempt === undefined) return {};
  return {
    'x-slack-retry-num': String(envelope.retry_attempt),
    'x-slack-retry-reason': envelope.retry_reason ?? 'http_timeout',
  };
}
