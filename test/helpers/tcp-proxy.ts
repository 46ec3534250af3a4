import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll } from 'vitest';

/** A way to a server that can be cut, below HTTP and TLS. */
export interface TcpProxy {
  readonly port: number;
  /** `cut`: connections are reset. `hole`: nothing comes through any more, and nobody says so. */
  break(how: 'cut' | 'hole'): void;
  mend(): void;
  stop(): Promise<void>;
}

const running = new Set<TcpProxy>();
afterAll(async () => {
  await Promise.all([...running].map((proxy) => proxy.stop()));
});

/** Starts a way to the ports that `next` gives, one for each connection; it ends after the file's last test. */
export async function startTcpProxy(next: () => number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let broken: 'cut' | 'hole' | undefined;
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    track(client);
    if (broken === 'cut') return void client.destroy();
    if (broken === 'hole') return;
    const upstream = connect(next(), '127.0.0.1');
    track(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: TcpProxy = {
    port: (server.address() as AddressInfo).port,
    break: (how) => {
      broken = how;
      for (const socket of sockets) how === 'cut' ? socket.destroy() : socket.unpipe().pause();
    },
    mend: () => {
      broken = undefined;
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      running.delete(proxy);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  running.add(proxy);
  return proxy;
}
