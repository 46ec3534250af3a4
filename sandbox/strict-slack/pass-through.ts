import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** Hands a request on to the local Slack and its answer back: the page, its control API, uploads, files. */
export function passThrough(
  localUrl: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  changePage: (html: string) => string,
): void {
  const { connection: _connection, host: _host, 'accept-encoding': _encoding, ...headers } = request.headers;
  const onward = httpRequest(
    new URL(request.url ?? '/', localUrl),
    { method: request.method ?? 'GET', headers: { ...headers, 'content-length': body.length } },
    (answer) => {
      const isPage = answer.headers['content-type']?.startsWith('text/html') ?? false;
      if (isPage) return sendPage(answer, response, changePage);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.writeHead(502).end('the local Slack is gone'));
  onward.end(body);
}

async function sendPage(
  answer: IncomingMessage,
  response: ServerResponse,
  changePage: (html: string) => string,
): Promise<void> {
  const page = changePage(await text(answer));
  response.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/html; charset=utf-8' }).end(page);
}
