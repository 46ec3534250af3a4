/** What a test may ask the strict Slack to do wrong. All of it concerns the app only, never the people's page. */
export class Faults {
  /** Nobody answers: connections are closed without a word. */
  away = false;
  /** Every answer takes this much longer, in real time. */
  delayMs = 0;
  readonly #planned: PlannedFault[] = [];
  #twice = 0;

  /** The next calls of the method are carried out, and their answers lost with the connection. */
  dropAnswers(method: string, times = 1): void {
    this.#planned.push({ kind: 'drop', method, left: times });
  }

  /** The next calls are answered 429, whatever the real limits say. Without a method: any call. */
  rateLimit(times = 1, options: { method?: string; retryAfterSeconds?: number } = {}): void {
    const { method, retryAfterSeconds = 1 } = options;
    this.#planned.push({ kind: 'rate-limit', method, left: times, retryAfterSeconds });
  }

  /** The next calls of the method are refused with this error, without being carried out. */
  refuse(method: string, error: string, times = 1): void {
    this.#planned.push({ kind: 'refuse', method, left: times, error });
  }

  /** The next calls are answered with this HTTP status and a page of HTML, as a broken gateway does. */
  breakAnswers(status: number, times = 1, method?: string): void {
    this.#planned.push({ kind: 'status', method, left: times, status });
  }

  /** The next events, commands and interactions reach the app twice. */
  deliverTwice(times = 1): void {
    this.#twice += times;
  }

  /** Back to normal. */
  clear(): void {
    this.away = false;
    this.delayMs = 0;
    this.#planned.length = 0;
    this.#twice = 0;
  }

  /** The fault that this call meets; it is used up by that. */
  take(method: string): PlannedFault | undefined {
    const fault = this.#planned.find((planned) => planned.method === undefined || planned.method === method);
    if (fault === undefined) return undefined;
    fault.left -= 1;
    if (fault.left === 0) this.#planned.splice(this.#planned.indexOf(fault), 1);
    return fault;
  }

  takeTwice(): boolean {
    if (this.#twice === 0) return false;
    this.#twice -= 1;
    return true;
  }
}

export type PlannedFault = { method: string | undefined; left: number } & (
  | { kind: 'drop' }
  | { kind: 'rate-limit'; retryAfterSeconds: number }
  | { kind: 'refuse'; error: string }
  | { kind: 'status'; status: number }
);
