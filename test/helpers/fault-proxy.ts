import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** What the proxy does instead of just passing a request on. */
export type Fault =
  /** The connection is closed before the server sees the request. */
  | { kind: 'cut' }
  /** The server does the work, and its answer is lost. */
  | { kind: 'lose-answer' }
  /** Half of the answer's body, then the connection is closed. */
  | { kind: 'cut-body' }
  /** Passed on only after `ms`. */
  | { kind: 'slow'; ms: number }
  /** Never answered, until the fault is cleared. */
  | { kind: 'hang' }
  | { kind: 'status'; status: number; errors?: string[]; headers?: Record<string, string> }
  | { kind: 'redirect'; to: string; status?: number }
  /** 200 and JSON, but cut in the middle, or whatever `body` says. */
  | { kind: 'broken-json'; body?: string }
  /** What a web server that knows nothing of Vault says. */
  | { kind: 'page'; status: number; body: string };

export interface SeenRequest {
  method: string;
  /** With its query, encoded as it came. */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A small HTTP proxy in front of a real server, which a test tells what to do to whom. */
export interface FaultProxy {
  readonly address: string;
  /** All requests that came, in order. */
  readonly requests: readonly SeenRequest[];
  /** From now on, requests whose `METHOD /path` matches get this fault; the newest rule wins. */
  fault(fault: Fault, match?: RegExp, times?: number): void;
  /** No more faults. Hanging requests are passed on. */
  clear(): void;
  count(match: RegExp): number;
  forget(): void;
  stop(): Promise<void>;
}

interface Rule {
  fault: Fault;
  match: RegExp;
  left: number;
}

const running = new Set<FaultProxy>();
afterAll(async () => {
  await Promise.all([...running].map((proxy) => proxy.stop()));
});

/** Starts a proxy in front of `target` (`http://…`); it is stopped after the file's last test. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const rules: Rule[] = [];
  const requests: SeenRequest[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = 'GET', url: path = '/' } = incoming;
    requests.push({ method, path, headers: incoming.headers, body: body.toString('utf8') });
    const rule = rules.findLast((one) => one.left > 0 && one.match.test(`${method} ${path}`));
    if (rule) rule.left -= 1;
    if (rule?.fault.kind === 'hang') await new Promise<void>((resolve) => waiting.add(resolve));
    if (rule?.fault.kind === 'slow') await passed(rule.fault.ms, waiting);
    answer(rule?.fault, { target, incoming, body, outgoing });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: (fault, match = /./, times = Number.POSITIVE_INFINITY) =>
      void rules.push({ fault, match, left: times }),
    clear: () => {
      rules.length = 0;
      for (const release of waiting) release();
      waiting.clear();
    },
    count: (match) => requests.filter(({ method, path }) => match.test(`${method} ${path}`)).length,
    forget: () => void requests.splice(0),
    stop: async () => {
      proxy.clear();
      running.delete(proxy);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  running.add(proxy);
  return proxy;
}

function passed(ms: number, waiting: Set<() => void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    waiting.add(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** One request on its way. */
interface Exchange {
  target: string;
  incoming: IncomingMessage;
  body: Buffer;
  outgoing: ServerResponse;
}

function answer(fault: Fault | undefined, exchange: Exchange): void {
  const { incoming, outgoing } = exchange;
  switch (fault?.kind) {
    case 'cut':
      incoming.socket.destroy();
      return;
    case 'status':
      outgoing.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
      outgoing.end(JSON.stringify({ errors: fault.errors ?? [] }));
      return;
    case 'redirect':
      outgoing.writeHead(fault.status ?? 307, { location: fault.to }).end();
      return;
    case 'broken-json':
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.end(fault.body ?? '{"data":{"keys":["a');
      return;
    case 'page':
      outgoing.writeHead(fault.status, { 'content-type': 'text/html' }).end(fault.body);
      return;
    default:
      passOn(fault, exchange);
  }
}

function passOn(fault: Fault | undefined, { target, incoming, body, outgoing }: Exchange): void {
  const upstream = request(
    `${target}${incoming.url ?? '/'}`,
    { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: new URL(target).host } },
    async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const full = Buffer.concat(chunks);
      if (fault?.kind === 'lose-answer') return void incoming.socket.destroy();
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      if (fault?.kind !== 'cut-body') return void outgoing.end(full);
      outgoing.write(full.subarray(0, Math.ceil(full.length / 2)), () => incoming.socket.destroy());
    },
  );
  upstream.on('error', () => incoming.socket.destroy());
  upstream.end(body);
}
