// Origin: which names this server answers to, and whose pages may send it something. The same file in every demo.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

// The names of this computer, and those that were configured: ALLOWED_HOSTS=chat.example.org,www.example.org
const { HOST = '', ALLOWED_HOSTS = '' } = process.env;
const ownNames = ['localhost', hostname(), HOST, ...ALLOWED_HOSTS.split(/[\s,]+/)].map((name) =>
  name.toLowerCase(),
);

const policy = [
  // Scripts, styles and connections come from this server only, so text that a visitor types can never run here.
  "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'",
  // Only pages on this computer may show this page in a frame. Another one could make a visitor click in it.
  "frame-ancestors 'self' http://localhost:* http://*.localhost:* http://127.0.0.1:*",
].join('; ');

/** Middleware for `app.use()`: anyone may open the pages, but only their own forms may change something. */
export function checkOrigin(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (!hasOwnHost(request)) refuse(response, 'This server has another name. Open it by its address.');
  else if (!isReading && !isSameOrigin(request)) refuse(response, 'Pages of other sites may not do this.');
  else next();
}

/** Answers with status 403 and a sentence. */
export function refuse(response: ServerResponse, sentence: string): void {
  response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(sentence);
}

/**
 * Whether the Host header names this server. The owner of `evil.example` can make that name lead to 127.0.0.1 (DNS
 * rebinding). The browser then takes this server for a part of evil.example, and only the header tells.
 */
export function hasOwnHost({ headers: { host } }: IncomingMessage): boolean {
  if (!host || !URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname;
  return /\.(localhost|local)$/.test(name) || isIP(name.replace(/[[\]]/g, '')) > 0 || ownNames.includes(name);
}

/** Whether a request comes from a page of this server, or from no page at all: RFC 6455, section 10.2. */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site = 'none' } = headers;
  if (origin === undefined) return site === 'none' || site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
