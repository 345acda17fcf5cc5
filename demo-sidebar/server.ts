// The sidebar: a race of five ways to learn where a ball is, and the same three things in raw WebSocket and in Socket.IO.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import compression from 'compression';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { loginSchema } from './events.ts';
import { validate } from './guard.ts';
import { findAddress } from './limits/addresses.ts';
import { allowance } from './limits/allowance.ts';
import { checkOrigin } from './origin.ts';
import { lanes } from './race/lanes.ts';
import { LATENCIES } from './race/races.ts';
import { countTraffic } from './race/traffic.ts';
import { serveRaw } from './raw/server.ts';
import { serveSocketIo } from './socketio/server.ts';
import { start } from './start.ts';
import { createToken, revokeToken } from './tokens.ts';

const folder = import.meta.dirname;
const socketIo = dirname(createRequire(import.meta.url).resolve('socket.io/package.json'));
const client = readFileSync(join(socketIo, 'client-dist/socket.io.min.js'));
const library = { bytes: client.length, compressed: gzipSync(client).length };
// A whole class may share one address, but nobody needs so many tokens that other people lose theirs.
const logins = new WeakMap<object, () => boolean>(); // by address
const limitLogins: RequestHandler = (request, response, next) => {
  const address = findAddress(request.socket.remoteAddress);
  const mayLogIn = logins.get(address) ?? allowance(2000, 33);
  logins.set(address, mayLogIn);
  if (mayLogIn()) return next();
  response.status(429).json({ error: 'Too many logins came from your address. Wait a minute.' });
};

const app = express();
app.set('view engine', 'ejs');
app.set('views', join(folder, 'views'));
app.disable('x-powered-by'); // polling would pay for this header again and again
app.use('/lanes/start', checkOrigin, limitLogins);
app.use('/lanes', lanes); // before compression, which would hold a stream back until there is enough to compress
app.use(compression());

// A folder is not a page: public/race/ has the files of the page /race.
app.use(express.static(join(folder, 'public'), { redirect: false }));
// The clients run in the browser and in the terminal, so their imports need the same path in both.
app.use('/public', express.static(join(folder, 'public')));
for (const path of ['raw/client.js', 'socketio/client.js']) {
  app.get(`/${path}`, (_request, response) => response.sendFile(join(folder, path)));
}
app.use(checkOrigin); // for everything that is not a file

app.get('/', (_request, response) => {
  const files = ['raw/server.ts', 'socketio/server.ts', 'raw/client.js', 'socketio/client.js', 'guard.ts'];
  const sizes = Object.fromEntries(files.map((path) => [path, measure(path)]));
  response.render('index', { sizes, library });
});

app.get('/race', (_request, response) => response.render('race', { latencies: LATENCIES }));

app.post('/login', limitLogins, express.json({ limit: '1kb' }), (request, response) => {
  const { data: login, error } = validate(loginSchema, request.body);
  if (error !== undefined) return void response.status(400).json({ error });
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
  if (status >= 500) console.error(error); // a bug in this program: the details are for the terminal
  if (response.headersSent) return next(error);
  const sentence =
    status < 500
      ? 'The body of this request is not valid JSON, or too long.'
      : 'The server has a bug. Its terminal says more.';
  response.status(status).json({ error: sentence });
};
app.use(explain);

/** The lines and the bytes of a file. Empty lines and comments don't count as lines. */
function measure(path: string) {
  const text = readFileSync(join(folder, path), 'utf8');
  const lines = text.split('\n').filter((line) => !/^\s*(\/\/|\/?\*|$)/.test(line));
  return { lines: lines.length, bytes: Buffer.byteLength(text) };
}

const server = createServer(app);
serveRaw(server);
serveSocketIo(server);
countTraffic(server);
start(server, 5008);
