/** How things that happen reach the app: https://docs.slack.dev/apis/events-api/using-socket-mode */
export type EnvelopeType = 'events_api' | 'slash_commands' | 'interactive';

export interface Envelope {
  envelope_id: string;
  type: EnvelopeType;
  payload: object;
  accepts_response_payload: boolean;
  /** Of a second delivery: which attempt this is, from 1, and why. */
  retry_attempt?: number;
  retry_reason?: string;
}

export type Ack = { acknowledged: true; payload: unknown } | { acknowledged: false; reason: string };

/** Carries one envelope to the app and waits for its acknowledgement. Never rejects. */
export interface Transport {
  send(envelope: Envelope): Promise<Ack>;
  /** Resolves once there is somebody to send to. */
  whenReachable(): Promise<void>;
}

/** "Your app must acknowledge within three seconds." https://docs.slack.dev/apis/events-api#responding */
export const ackTimeLimitMs = 3000;
