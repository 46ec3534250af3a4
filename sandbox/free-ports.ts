import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

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

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
