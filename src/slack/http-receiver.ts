import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, type Receiver, type ReceiverEvent, verifySlackRequest } from '@slack/bolt';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { minuteMs, secondMs } from '../lib/times.ts';

/** Slack's payloads are far smaller. */
const bodyLimitBytes = 2 * 1024 * 1024;
/** Slack has given up long before. */
const ackLimitMs = 10 * secondMs;
const clockToleranceMs = 5 * minuteMs;

/** Slack by HTTP: our own listener hands requests in, so this receiver opens no port. */
export class HttpReceiver implements Receiver {
  readonly #signingSecret: string;
  readonly #now: () => Date;
  readonly #log: Logger;
  #app: App | undefined;
  #stopped = false;

  constructor(options: { signingSecret: string; now(): Date; log: Logger }) {
    this.#signingSecret = options.signingSecret;
    this.#now = options.now;
    this.#log = options.log;
  }

  init(app: App): void {
    this.#app = app;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#stopped = true;
  }

  /** One request of Slack's, for commands, interactions and events alike. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readBody(request);
    if (raw === undefined) return end(response, 413, 'Too large');
    if (!this.#isFromSlack(request, raw)) return end(response, 401, 'Not signed by Slack');
    const body = parseBody(raw, request.headers['content-type'] ?? '');
    if (body === undefined) return end(response, 400, 'Not understood');
    // https://docs.slack.dev/reference/events/url_verification
    if (body.type === 'url_verification')
      return endJson(response, { challenge: String(body.challenge ?? '') });
    if (body.ssl_check !== undefined) return end(response, 200, '');
    // Slack sends events again; a person sees that nothing happened and asks again.
    if (this.#stopped || this.#app === undefined) return end(response, 503, 'Stopping');
    await this.#process(body, request, response);
  }

  #isFromSlack(request: IncomingMessage, body: string): boolean {
    const timestamp = Number(request.headers['x-slack-request-timestamp'] ?? Number.NaN);
    const signature = request.headers['x-slack-signature'];
    const now = this.#now().getTime();
    if (!Number.isInteger(timestamp) || typeof signature !== 'string') return false;
    if (Math.abs(now - timestamp * secondMs) > clockToleranceMs) return false;
    try {
      verifySlackRequest({
        signingSecret: this.#signingSecret,
        body,
        headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp },
        nowMilliseconds: now,
      });
      return true;
    } catch {
      return false;
    }
  }

  async #process(body: Body, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const retryNum = Number(request.headers['x-slack-retry-num'] ?? Number.NaN);
    const limit = setTimeout(() => end(response, 503, 'Not acknowledged in time'), ackLimitMs);
    limit.unref();
    const event: ReceiverEvent = {
      body,
      ack: async (answer) => endJson(response, answer),
      ...(Number.isInteger(retryNum) ? { retryNum } : {}),
    };
    try {
      await this.#app?.processEvent(event);
    } catch (thrown) {
      this.#log.error({ error: coerceError(thrown) }, 'A request of Slack’s could not be handled');
    } finally {
      clearTimeout(limit);
      // Whatever nobody listens to would be sent again and again.
      end(response, 200, '');
    }
  }
}

type Body = Record<string, unknown>;

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyLimitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON for events, a form for commands, a form with JSON in `payload` for interactions. */
function parseBody(raw: string, contentType: string): Body | undefined {
  try {
    if (contentType.startsWith('application/json')) return asBody(JSON.parse(raw));
    const form = new URLSearchParams(raw);
    const payload = form.get('payload');
    return payload === null ? Object.fromEntries(form) : asBody(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

function asBody(value: unknown): Body | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
}

function end(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/** The body of an ack: nothing, or JSON. */
function endJson(response: ServerResponse, answer: unknown): void {
  if (response.headersSent) return;
  const empty = answer === undefined || answer === null || answer === '';
  response.writeHead(200, empty ? {} : { 'content-type': 'application/json; charset=utf-8' });
  response.end(empty ? '' : JSON.stringify(answer));
}
