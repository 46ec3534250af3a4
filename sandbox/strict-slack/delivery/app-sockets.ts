import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { parseJson } from '../api-call.ts';
import type { Clock } from '../clock.ts';
import { type Ack, ackTimeLimitMs, type Envelope, type Transport } from './envelope.ts';

/** "up to 10 concurrent WebSocket connections": https://docs.slack.dev/apis/events-api/using-socket-mode */
const mostConnections = 10;
/** Bolt ends a connection on which it hears no ping for 30 s. */
const pingEveryMs = 10_000;

interface Pending {
  socket: WebSocket;
  settle: (ack: Ack) => void;
}

/**
 * The Socket Mode connections of the app. Each envelope goes to one of them only, in turn.
 * https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export class AppSockets implements Transport {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #sockets: WebSocket[] = [];
  readonly #tickets = new Set<string>();
  readonly #pending = new Map<string, Pending>();
  readonly #waiting = new Set<() => void>();
  readonly #clock: Clock;
  readonly #appId: string;
  readonly #ping: NodeJS.Timeout;
  onCountChange: () => void = () => undefined;

  constructor(clock: Clock, appId: string) {
    this.#clock = clock;
    this.#appId = appId;
    this.#ping = setInterval(() => {
      for (const socket of this.#sockets) socket.ping();
    }, pingEveryMs);
    this.#ping.unref();
  }

  get count(): number {
    return this.#sockets.length;
  }

  /** What the URL of apps.connections.open ends with; good for one connection. */
  issueTicket(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return ticket;
  }

  accept(ticket: string, request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (!this.#tickets.delete(ticket)) {
      stream.destroy();
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#greet(socket));
  }

  send(envelope: Envelope): Promise<Ack> {
    const socket = this.#sockets.shift();
    if (socket === undefined) return Promise.resolve({ acknowledged: false, reason: 'connection_failed' });
    this.#sockets.push(socket);
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ackTimeLimitMs, () =>
        settle({ acknowledged: false, reason: 'timeout' }),
      );
      const settle = (ack: Ack) => {
        cancel();
        this.#pending.delete(envelope.envelope_id);
        resolve(ack);
      };
      this.#pending.set(envelope.envelope_id, { socket, settle });
      socket.send(JSON.stringify(envelope));
    });
  }

  async whenReachable(): Promise<void> {
    if (this.#sockets.length > 0) return;
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Ends all connections without a goodbye. */
  cut(): void {
    for (const socket of [...this.#sockets]) socket.terminate();
  }

  /** Asks the app to connect anew, as Slack does every few hours. */
  askToReconnect(): void {
    const goodbye = { type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'strict-slack' } };
    for (const socket of this.#sockets) socket.send(JSON.stringify(goodbye));
  }

  stop(): void {
    clearInterval(this.#ping);
    this.cut();
    this.#server.close();
  }

  #greet(socket: WebSocket): void {
    if (this.#sockets.length >= mostConnections) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close();
      return;
    }
    this.#sockets.push(socket);
    socket.on('message', (data) => this.#onMessage(String(data)));
    socket.on('close', () => this.#forget(socket));
    socket.on('error', () => socket.terminate());
    const connection_info = { app_id: this.#appId };
    const debug_info = { host: 'strict-slack', approximate_connection_time: 18_060 };
    const num_connections = this.#sockets.length;
    socket.send(JSON.stringify({ type: 'hello', num_connections, connection_info, debug_info }));
    this.onCountChange();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** A second acknowledgement of one envelope finds nothing to settle. */
  #onMessage(text: string): void {
    const message = parseJson(text) as { envelope_id?: string; payload?: unknown } | undefined;
    this.#pending.get(message?.envelope_id ?? '')?.settle({ acknowledged: true, payload: message?.payload });
  }

  #forget(socket: WebSocket): void {
    const index = this.#sockets.indexOf(socket);
    if (index >= 0) this.#sockets.splice(index, 1);
    for (const pending of [...this.#pending.values()])
      if (pending.socket === socket) pending.settle({ acknowledged: false, reason: 'connection_failed' });
    this.onCountChange();
  }
}
