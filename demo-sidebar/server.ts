// The sidebar: the same three things in raw WebSocket and in Socket.IO, next to each other.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { loginSchema } from './events.ts';
import { validate } from './guard.ts';
import { findAddress } from './limits/addresses.ts';
import { allowance } from './limits/allowance.ts';
import { checkOrigin } from './origin.ts';
import { serveRaw } from './raw/server.ts';
import { serveSocketIo } from './socketio/server.ts';
import { start } from './start.ts';
import { createToken, revokeToken } from './tokens.ts';

const folder = import.meta.dirname;
const socketIo = dirname(createRequire(import.meta.url).resolve('socket.io/package.json'));
const client = readFileSync(join(socketIo, 'client-dist/socket.io.min.js'));
const library = { bytes: client.length, compressed: gzipSync(client).length };
// A whole class may come from one address, but nobody needs so many tokens that those of others are dropped.
const logins = new WeakMap<object, () => boolean>(); // by address
const app = express();
app.set('view engine', 'ejs');
app.set('views', join(folder, 'views'));
app.use(checkOrigin);

app.use(express.static(join(folder, 'public')));
// The clients run in the browser and in the terminal, so what they import must have the same path in both.
app.use('/public', express.static(join(folder, 'public')));
for (const path of ['raw/client.js', 'socketio/client.js']) {
  app.get(`/${path}`, (_request, response) => response.sendFile(join(folder, path)));
}

app.get('/', (_request, response) => {
  const files = ['raw/server.ts', 'socketio/server.ts', 'raw/client.js', 'socketio/client.js', 'guard.ts'];
  const sizes = Object.fromEntries(files.map((path) => [path, measure(path)]));
  response.render('index', { sizes, library });
});

const limitLogins: RequestHandler = (request, response, next) => {
  const address = findAddress(request.socket.remoteAddress);
  const mayLogIn = logins.get(address) ?? allowance(2000, 33);
  logins.set(address, mayLogIn);
  if (mayLogIn()) return next();
  response.status(429).json({ error: 'Too many logins came from your address. Wait a minute.' });
};

app.post('/login', limitLogins, express.json({ limit: '1kb' }), (request, response) => {
  const { data: login, problem } = validate(loginSchema, request.body);
  if (problem !== undefined) return void response.status(400).json({ error: problem });
  const token = createToken(login.nickname, findAddress(request.socket.remoteAddress));
  if (token) response.json({ token, nickname: login.nickname });
  else response.status(503).json({ error: 'Too many people are logged in. Try again later.' });
});

app.post('/logout', express.json({ limit: '1kb' }), (request, response) => {
  revokeToken(request.body?.token);
  response.json({});
});

app.use((request, response) => {
  response.status(404).render('404', { path: request.path });
});

const explain: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
  const { status = 500 } = error;
  if (status >= 500) console.error(error); // a mistake in this program: the details are for the terminal
  if (response.headersSent) return next(error);
  const problem =
    status < 500 ? 'The body of this request is not valid JSON, or too long.' : 'The server failed.';
  response.status(status).json({ error: problem });
};
app.use(explain);

/** The lines and the bytes of a file. Lines that are empty or a comment alone do not count. */
function measure(path: string) {
  const text = readFileSync(join(folder, path), 'utf8');
  const lines = text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line));
  return { lines: lines.length, bytes: Buffer.byteLength(text) };
}

const server = createServer(app);
serveRaw(server);
serveSocketIo(server);
start(server, 5008);
