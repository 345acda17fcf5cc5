// `npm start` opens the hub: the whole workshop in a browser. It runs the demos side by side, shows the lessons next to
// them, and checks your copy as you type.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import express from 'express';
import open from 'open';
import { Server } from 'socket.io';
import { comeBack } from './classroom.ts';
import { hasMy } from './copy.ts';
import { hasToken, policyOf, refusalOf, refuse, token } from './door.ts';
import { type AppServer, clientEvents } from './events.ts';
import { documents, highlightedLines, isKnown } from './files.ts';
import { guard } from './guard.ts';
import { announceCheck, registerCheck } from './handlers/check.ts';
import { announceClass, registerClass } from './handlers/classroom.ts';
import { announceProgress, registerCopy } from './handlers/copy.ts';
import { announceServers, registerServers } from './handlers/servers.ts';
import { renderDocument, titleOf } from './lesson.ts';
import { getProgress, nextOf } from './progress.ts';
import { stopAll } from './servers.ts';
import { path, stepOf, stopsOf } from './steps.ts';
import { stopCheck } from './check.ts';
import { scripts } from '../diff/page.ts';
import { htmlOf } from '../diff/pages.ts';
import { folderOf, nameOf, root } from '../run/folders.ts';
import { Mistake, command, readOptions } from '../run/options.mjs';
import { readPort, tryPort } from '../run/port.mjs';

const HOST = '127.0.0.1'; // and nothing else: it starts processes and writes files
const usage = 'Usage: npm start. Its options: npm start -- --port 6010 --no-open --class 192.168.1.20:5020';

await command(async () => {
  const { values, positionals } = readOptions(
    { port: { type: 'string' }, 'no-open': { type: 'boolean' }, class: { type: 'string' } },
    usage,
  );
  if (positionals[0] !== undefined) throw new Mistake(`Unexpected argument: "${positionals[0]}". ${usage}`);
  const wanted = readPort(values.port ?? (process.env.PORT || '5010'), 'npm start', values);
  const port = await tryPort(wanted, HOST, 'npm start', values);
  const server = createServer(makeApp(port, values.class ?? ''));
  openSockets(server, port, wanted === 0);
  server.listen(port, HOST, () => {
    const page = `http://localhost:${port}${values.class === undefined ? '' : '/class'}`;
    console.log(`The hub is ready: ${page} (Ctrl-C stops it, and everything that it has started)`);
    if (!values['no-open']) void open(page).catch(() => {}); // without a browser the address must do
  });
  comeBack();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop(0));
  // Whatever goes wrong here, no server may stay behind.
  process.once('uncaughtException', (error) => {
    console.error(error);
    void stop(1);
  });
});

const stop = (code: number) => Promise.all([stopAll(), stopCheck()]).finally(() => process.exit(code));

function makeApp(port: number, address: string): express.Express {
  const app = express();
  app.set('view engine', 'ejs');
  app.set('views', join(import.meta.dirname, 'views'));
  app.set('env', 'production'); // errors are shown in the terminal, not on the page
  Object.assign(app.locals, { path, token });

  app.use((request, response, next) => {
    const refusal = refusalOf(request, port);
    if (refusal) return refuse(response, refusal);
    response.setHeader('Content-Security-Policy', policyOf());
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    next();
  });
  app.use(compression());
  app.use(express.static(join(import.meta.dirname, 'public')));
  // The look is that of the demos, and code has the colours of the diff page.
  for (const file of [
    'demo7/public/base.css',
    'demo7/public/favicon.svg',
    'workshop/diff/public/highlight.css',
    'workshop/lesson/lesson.css',
  ])
    app.get(`/${file.split('/').at(-1)}`, (_request, response) => response.sendFile(join(root, file)));
  app.use('/images', express.static(join(root, 'docs', 'images')));

  app.get('/', (_request, response) => {
    const progress = getProgress();
    response.render('home', { progress, next: nextOf(progress) });
  });
  app.get('/step/:name', ({ params }, response, next) => {
    const step = stepOf(params.name);
    if (!step) return next();
    const lesson = renderDocument(`${step.name}/README.md`);
    response.render('step', { step, lesson, stops: step.number > 0 ? stopsOf(step.number) : [] });
  });
  app.get('/class', (_request, response) => {
    response.render('class', { address });
  });
  app.get('/slides', (_request, response) => {
    response.render('slides');
  });
  app.get('/doc/*path', ({ params }, response, next) => {
    const document = params.path.join('/');
    if (!documents.has(document)) return next();
    response.render('document', { title: titleOf(document), html: renderDocument(document) });
  });
  app.get('/file/*path', ({ params, query, headers }, response, next) => {
    const file = params.path.join('/');
    if (!isKnown(file)) return next();
    const [from, to] = [Number(query.from), Number(query.to)];
    response.render('file', {
      file,
      lines: highlightedLines(file),
      from,
      to,
      isFramed: headers['sec-fetch-dest'] === 'iframe',
    });
  });
  const hashes = scripts
    .map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
    .join(' ');
  app.get('/diff/:before/:after', ({ params: { before, after }, query }, response, next) => {
    const names = [...path.map(({ name }) => name), ...(hasMy() ? ['my'] : [])];
    if (![before, after].every((name) => names.includes(name))) return next();
    const step = stepOf(before === 'my' ? after : after === 'my' ? before : after)!;
    const tab = /^[a-z]+$/.test(String(query.tab)) ? `#${String(query.tab)}` : ''; // where you came from
    const home = { title: `← Back to ${step.label}`, href: `/step/${step.name}${tab}` };
    response.setHeader('Content-Security-Policy', policyOf(hashes, "'unsafe-inline'"));
    response.send(htmlOf(folderOf(before), folderOf(after), { address: addressOfDiff, home }));
  });

  app.use((request, response) => {
    response.status(404).render('document', {
      title: 'Not found',
      html: '<p>The hub has no such page. <a href="/">Go to the start</a>.</p>',
    });
  });
  return app;
}

const addressOfDiff = (before: string, after: string) => `/diff/${nameOf(before)}/${nameOf(after)}`;

function openSockets(server: ReturnType<typeof createServer>, port: number, anyPort: boolean): void {
  const io: AppServer = new Server(server, { maxHttpBufferSize: 16 * 1024, connectTimeout: 5000 });
  io.engine.use(
    (request: Parameters<typeof refusalOf>[0], response: Parameters<typeof refuse>[0], next: () => void) => {
      const refusal = refusalOf(request, port);
      if (refusal) refuse(response, refusal);
      else next();
    },
  );
  io.use((socket, next) => {
    const isOwn = hasToken(socket.handshake.auth);
    next(
      isOwn
        ? undefined
        : new Error('Only a page of the hub may do this. Reload it if the hub has restarted.'),
    );
  });
  announceServers(io);
  announceProgress(io);
  announceCheck(io);
  announceClass(io);
  io.on('connection', (socket) => {
    guard(socket, clientEvents);
    registerServers(socket, anyPort);
    registerCopy(io, socket);
    registerCheck(socket);
    registerClass(socket);
  });
}
