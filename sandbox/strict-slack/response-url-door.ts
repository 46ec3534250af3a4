import type { ServerResponse } from 'node:http';
import { parseJson } from './api-call.ts';
import { respond } from './respond.ts';
import type { World } from './world.ts';

/**
 * What is posted to a response_url. A refusal is a 404 with Slack's word for it.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export async function handleResponseUrl(
  world: World,
  id: string,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const context = world.responseUrls.use(id);
  if (typeof context === 'string') {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: false, error: context }));
    return;
  }
  const message = (parseJson(body.toString()) ?? {}) as Record<string, unknown>;
  const answer = await respond(world, context, message);
  response.writeHead(answer.ok ? 200 : 404, { 'content-type': 'application/json' });
  response.end(answer.ok ? 'ok' : JSON.stringify({ ok: false, error: answer.error, errors: answer.errors }));
}
