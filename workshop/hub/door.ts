// The door: the hub can start processes and write files, so only its own page on this computer may ask it to.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Opens a socket. It is in the hub's own page, which no other page can read. */
export const token = randomBytes(24).toString('base64url');

export function hasToken(auth: Record<string, unknown>): boolean {
  const given = Buffer.from(String(auth.token));
  return given.length === token.length && timingSafeEqual(given, Buffer.from(token));
}

/** Where a page of the hub takes things from. The diff page names its own scripts by their hashes. */
export const policyOf = (scripts = "'self'", styles = "'self'"): string =>
  [
    `default-src 'none'; connect-src 'self'; script-src ${scripts}; style-src ${styles}`,
    "img-src 'self' http://hub.demo.localhost:*; frame-src 'self' http://*.demo.localhost:* http://localhost:*",
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
  ].join('; ');

/** Whether a request is one of Socket.IO's. */
const isOfSocket = (url: string) => url.startsWith('/socket.io/');

/**
 * Why a request isn't answered; empty if it may pass. Without the check of Host, the owner of evil.example could make
 * that name lead to 127.0.0.1, and read these pages as a part of his own (DNS rebinding).
 */
export function refusalOf({ headers, method, url = '' }: IncomingMessage, port: number): string {
  const { host = '', origin, 'sec-fetch-site': site = 'none', 'sec-fetch-mode': mode } = headers;
  const own = ['localhost', '127.0.0.1', 'hub.demo.localhost'].map((name) => `${name}:${port}`);
  if (!own.includes(host.toLowerCase())) return 'The hub has another name. Open it by its address.';
  if (!isOfSocket(url) && method !== 'GET' && method !== 'HEAD')
    return 'Pages only show things. What changes something goes over the socket.';
  if (origin !== undefined && origin !== `http://${host.toLowerCase()}`)
    return 'Pages of other sites may not do this.';
  if (/[?&](j|%6a)=/i.test(url)) return 'The hub sends no scripts to other pages.'; // JSONP: any page may load a script
  // A link from another page is welcome, and a page at localhost asks for the icon to find out what names work.
  const isLink = mode === 'navigate' && method === 'GET' && !isOfSocket(url);
  if (!['none', 'same-origin'].includes(site) && !isLink && url !== '/favicon.svg')
    return 'Pages of other sites may not do this.';
  return '';
}

/** Answers with status 403 and a sentence. */
export function refuse(response: ServerResponse, sentence: string): void {
  response.writeHead(403, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(sentence);
}
