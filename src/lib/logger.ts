import { type DestinationStream, pino } from 'pino';
import { redact } from './redact.ts';

/** What the program logs with. Messages are static; what varies goes into `data`, so that lines can be grouped. */
export interface Logger {
  debug(data: object, message: string): void;
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
  child(data: object): Logger;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const secretKeys = [
  'token',
  'client_token',
  'secret_id',
  'secretId',
  'password',
  'authorization',
  'Authorization',
  'X-Vault-Token',
  'x-vault-token',
  'signingSecret',
  'appToken',
  'botToken',
  'unseal_key',
  'private_key',
  'privateKey',
];

/**
 * Makes the program's logger: JSON lines on the given stream (the process gives stderr, stdout is for answers).
 * Every line is redacted by key and by shape before it is written.
 */
export function createLogger(level: LogLevel, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: {
        paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]),
        censor: '[redacted]',
      },
      serializers: { error: describeError, err: describeError },
    },
    { write: (line: string) => destination.write(redact(line)) },
  );
}

interface DescribedError {
  name: string;
  message: string;
  stack?: string | undefined;
  cause?: DescribedError | undefined;
}

/** Only name, message, stack and cause: the errors of HTTP clients carry whole requests, tokens included. */
function describeError(thrown: unknown, depth = 0): DescribedError {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: String(thrown) };
  return {
    name: thrown.name,
    message: thrown.message,
    stack: thrown.stack,
    cause: thrown.cause === undefined || depth > 3 ? undefined : describeError(thrown.cause, depth + 1),
  };
}

/** A logger that writes nothing: for tests and for one-shot terminal commands without --verbose. */
export const silentLogger: Logger = createLogger('silent', { write: () => {} });
