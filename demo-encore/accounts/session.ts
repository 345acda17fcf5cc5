// Who is logged in: a cookie with a random id, and the rest in the database. Pages and sockets share it.
import type http from 'node:http';
import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import { askAtStart, pool } from '../database.ts';
import type { AppServer } from '../events.ts';
import { report } from '../report.ts';

const LASTS = 30 * 24 * 60 * 60 * 1000; // milliseconds

declare module 'express-session' {
  interface SessionData {
    account: string; // its nickname in lower case
    nickname: string;
  }
}

declare module 'http' {
  interface IncomingMessage {
    session: session.Session & Partial<session.SessionData>;
  }
}

/** Reads the session of each request, for `app.use()`. */
export async function readSessions(): Promise<RequestHandler> {
  const { rows } = await askAtStart((client) => client.query('select secret from cookie_secret'));
  const Store = connectPgSimple(session);
  return session({
    store: new Store({ pool, disableTouch: true, errorLog: report }),
    secret: process.env.SESSION_SECRET || rows[0].secret,
    name: 'encore',
    resave: false,
    saveUninitialized: false, // a guest gets no cookie
    // httpOnly: no script can read it. sameSite: no form of another site can use it. secure: where there is HTTPS.
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: LASTS },
  });
}

/** Lets sockets know who is logged in: what the handshake's cookie says. */
export function shareSessions(io: AppServer, sessions: RequestHandler): void {
  type Middleware = (request: http.IncomingMessage, response: http.ServerResponse, next: () => void) => void;
  const read = sessions as unknown as Middleware; // it needs nothing that Express adds
  io.engine.use((request: http.IncomingMessage, response: http.ServerResponse, next: () => void) => {
    const isHandshake = !new URL(request.url ?? '', 'http://localhost').searchParams.has('sid');
    if (isHandshake) read(request, response, next);
    else next();
  });
}
