import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { EnvelopeType } from './envelope.ts';

/** Takes what the local Slack tells the app; the local Slack hears that it is done, not what was answered. */
export type Incoming = (type: EnvelopeType, payload: Record<string, unknown>) => Promise<void>;

/** The strict Slack's own Socket Mode connection to the local Slack: everything that happens comes from there. */
export async function connectUpstream(
  localUrl: string,
  appToken: string,
  incoming: Incoming,
): Promise<{ close(): void }> {
  const response = await fetch(`${localUrl}/api/apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${appToken}` },
  });
  const { url } = (await response.json()) as { url: string };
  const socket = new WebSocket(url);
  socket.on('message', async (data) => {
    const envelope = JSON.parse(String(data));
    if (envelope.envelope_id === undefined) return;
    try {
      await incoming(envelope.type, envelope.payload);
    } catch (error) {
      // At the end the local Slack may be gone before all answers are.
      if (socket.readyState === WebSocket.OPEN) throw error;
    }
    if (socket.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  });
  await once(socket, 'message');
  return { close: () => socket.terminate() };
}
