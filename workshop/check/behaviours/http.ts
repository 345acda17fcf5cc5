// HTTP requests for the tests, sent exactly as they are written.
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { waitFor } from '../patience.ts';
import { NothingCame, transcriptOf } from '../transcript.ts';

/** A response, read to its end. */
export interface Response {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a request. Unlike fetch it leaves the path as it is, follows no redirect and may set any header. */
export async function send(
  url: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Response> {
  const { hostname, port } = new URL(url);
  const { method = 'GET', headers = {}, body } = options;
  // A connection that stays: one that ends with the answer is reset when a body has not been read to its end,
  // and that can swallow the answer.
  const agent = new Agent({ keepAlive: true });
  const { entries } = transcriptOf();
  const name = `${method} ${path}`;
  entries.push({ client: 0, kind: 'request', name, payload: body });
  return new Promise<Response>((done, failed) => {
    const outgoing = request({ hostname, port, path, method, headers, agent }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => (text += chunk));
      incoming.on('error', failed);
      incoming.on('end', () => {
        const { statusCode: status = 0, headers: fields } = incoming;
        entries.push({
          client: 0,
          kind: 'response',
          name,
          payload: { status, location: fields.location },
        });
        done({ status, headers: fields, body: text });
      });
    });
    const stop = waitFor(name, (seconds, busy) =>
      outgoing.destroy(busy ?? new NothingCame('response', name, 0, seconds)),
    );
    outgoing.on('close', stop);
    outgoing.on('error', failed);
    outgoing.end(body);
  }).finally(() => agent.destroy());
}

/** Posts a form as a browser does. Fields may repeat. */
export async function post(url: string, path: string, fields: [string, string][]): Promise<Response> {
  return send(url, path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
}

/** What a stack trace looks like: it has no place in a page. */
export const STACK_TRACE = /node_modules|\bat .+\.\w+:\d+:\d+/;
