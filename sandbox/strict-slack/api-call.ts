import type { IncomingMessage } from 'node:http';

/** One call of a Web API method, however it was encoded. */
export interface ApiCall {
  method: string;
  token: string | undefined;
  args: Record<string, unknown>;
}

/** What the Web API answers: `ok`, or `ok: false` with Slack's word for what is wrong. */
export type Answer = { ok: boolean; error?: string } & Record<string, unknown>;

/** Why a call is not carried out. With `retryAfterSeconds` the answer is an HTTP 429. */
export interface Refusal {
  error: string;
  details?: Record<string, unknown>;
  retryAfterSeconds?: number;
}

export function toAnswer(refusal: Refusal): Answer {
  return { ok: false, error: refusal.error, ...refusal.details };
}

/** These arrive as JSON text in form-encoded calls. */
const jsonArguments = ['blocks', 'attachments', 'view', 'files', 'metadata'];

/**
 * Reads a call: JSON, form or query arguments, the token from the header or the arguments.
 * https://docs.slack.dev/apis/web-api/#basics
 */
export function parseCall(method: string, request: IncomingMessage, body: Buffer): ApiCall {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  const args: Record<string, unknown> = Object.fromEntries(query);
  const type = request.headers['content-type'] ?? '';
  if (type.includes('application/json')) Object.assign(args, parseJson(body.toString()) ?? {});
  else Object.assign(args, Object.fromEntries(new URLSearchParams(body.toString())));
  for (const name of jsonArguments) {
    const value = args[name];
    if (typeof value === 'string') args[name] = parseJson(value) ?? value;
  }
  const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const token = header ?? (typeof args.token === 'string' ? args.token : undefined);
  delete args.token;
  return { method, token, args };
}

/** A text argument; undefined when it is missing or empty. */
export function textArgument(call: ApiCall, name: string): string | undefined {
  const value = call.args[name];
  if (value === undefined || value === null || value === '') return undefined;
  return String(value);
}

/** `true`, `"true"` and `1` all count. */
export function flagArgument(call: ApiCall, name: string): boolean {
  return ['true', '1'].includes(String(call.args[name]));
}

/** Undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
