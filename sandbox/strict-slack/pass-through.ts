import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/** Hands a request on to the local Slack and its answer back: the page, its control API, uploads, files. */
export function passThrough(
  localUrl: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const { connection: _connection, host: _host, ...headers } = request.headers;
  const onward = httpRequest(
    new URL(request.url ?? '/', localUrl),
    { method: request.method ?? 'GET', headers: { ...headers, 'content-length': body.length } },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.writeHead(502).end('the local Slack is gone'));
  onward.end(body);
}
