import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { StartError } from './processes.ts';

/** Below the range from which systems give ports to outgoing connections, so that none of those takes ours. */
const lowest = 15_000;
const highest = 31_000;

/**
 * Finds `count` neighbouring loopback ports that nobody listens on now, and gives the first. Somebody may take one
 * before it is used: whoever starts a server on it tries again with others when it finds the address in use.
 */
export async function findFreePorts(count = 1): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const first = randomInt(lowest, highest);
    const ports = Array.from({ length: count }, (_, offset) => first + offset);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No ${count} free neighbouring ports found on loopback`);
}

const mostTries = 5;

/**
 * Starts a server on `count` free neighbouring ports, of which it gets the first; with others when somebody took one
 * meanwhile.
 *
 * @throws StartError
 */
export async function onFreePorts<T>(count: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await findFreePorts(count));
    } catch (error) {
      const portWasTaken = error instanceof StartError && /address already in use/i.test(error.message);
      if (!portWasTaken || attempt >= mostTries) throw error;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
