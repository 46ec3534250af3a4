import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** What went back over the wire. */
export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** With a buffer of its own, so that it can be transferred to a thread. */
  body: Uint8Array<ArrayBuffer>;
}

export interface Exchange {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/**
 * One request and its whole answer. undici's own `request` makes a stream and an abort controller of each answer; a
 * scan asks thousands of times, so the chunks are collected here.
 *
 * @param onStart gets the function that gives the exchange up: the promise then rejects with the given reason
 * @throws whatever kept the answer from coming whole
 */
export function exchange(
  dispatcher: Dispatcher,
  { method, path, headers, body }: Exchange,
  onStart: (giveUp: (reason: Error) => void) => void,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const collector = new AnswerCollector(resolve, reject);
    onStart((reason) => collector.giveUp(reason));
    dispatcher.dispatch(
      { method: method as 'GET', path, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: 0 },
      collector,
    );
  });
}

class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: RawAnswer) => void;
  readonly #reject: (reason: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #givenUp: Error | undefined;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(resolve: (answer: RawAnswer) => void, reject: (reason: Error) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** A request that still waits for a connection is given up as soon as it gets one, and never sent. */
  giveUp(reason: Error): void {
    this.#givenUp = reason;
    this.#controller?.abort(reason);
    this.#reject(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#givenUp) controller.abort(this.#givenUp);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  onResponseEnd(): void {
    const body = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      body.set(chunk, at);
      at += chunk.length;
    }
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
