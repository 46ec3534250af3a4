import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, type ApiCall, parseCall, type Refusal, toAnswer } from './api-call.ts';
import type { Faults, PlannedFault } from './faults.ts';
import { methods } from './methods.ts';
import { rules } from './rules.ts';
import type { World } from './world.ts';

/** One call as it came and was answered, for tests to look at. */
export interface CallRecord {
  method: string;
  args: Record<string, unknown>;
  answer: Answer;
  atMs: number;
}

/** The Web API of the strict Slack: faults a test asked for, then the rules, then the method itself. */
export class WebApi {
  readonly records: CallRecord[] = [];
  readonly #world: World;
  readonly #faults: Faults;

  constructor(world: World, faults: Faults) {
    this.#world = world;
    this.#faults = faults;
  }

  async handle(
    method: string,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    const call = parseCall(method, request, body);
    const fault = this.#faults.take(method);
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
      return;
    }
    const refusal = plannedRefusal(fault) ?? (await this.#refuse(call));
    const answer = this.#absolute(refusal === undefined ? await this.#carryOut(call) : toAnswer(refusal));
    this.records.push({ method, args: call.args, answer, atMs: this.#world.clock.now() });
    if (fault?.kind === 'drop') {
      response.destroy();
      return;
    }
    this.#send(response, answer, refusal?.retryAfterSeconds);
  }

  /** The first rule that refuses decides. */
  async #refuse(call: ApiCall): Promise<Refusal | undefined> {
    for (const rule of rules) {
      const refusal = await rule.refuse(call, this.#world);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  async #carryOut(call: ApiCall): Promise<Answer> {
    const method = methods[call.method];
    return method === undefined ? this.#world.local.call(call.method, call.args) : method(call, this.#world);
  }

  /** Addresses of the local Slack become our own. */
  #absolute(answer: Answer): Answer {
    return JSON.parse(JSON.stringify(answer).replaceAll(this.#world.local.url, this.#world.url)) as Answer;
  }

  /** https://docs.slack.dev/authentication/installing-with-oauth#x-oauth-scopes: every answer names the scopes. */
  #send(response: ServerResponse, answer: Answer, retryAfterSeconds: number | undefined): void {
    const limited = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    response.writeHead(retryAfterSeconds === undefined ? 200 : 429, {
      'content-type': 'application/json; charset=utf-8',
      'x-oauth-scopes': [...this.#world.manifest.botScopes].join(','),
      ...limited,
    });
    response.end(JSON.stringify(answer));
  }
}

function plannedRefusal(fault: PlannedFault | undefined): Refusal | undefined {
  if (fault?.kind === 'refuse') return { error: fault.error };
  if (fault?.kind === 'rate-limit')
    return { error: 'ratelimited', retryAfterSeconds: fault.retryAfterSeconds };
  return undefined;
}
