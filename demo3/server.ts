// Demo 3, the first WebSocket: a connection that stays open, so that both sides can speak at any time.
import { createServer } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import { Server } from 'socket.io';
import { type AppServer, clientEvents } from './events.ts';
import { guard } from './guard.ts';
import { limitConnections, limitEvents, serverOptions } from './limits.ts';
import { checkOrigin } from './origin.ts';
import { start } from './start.ts';

const app = express();
app.set('view engine', 'ejs');
app.set('views', join(import.meta.dirname, 'views'));
app.set('env', 'production'); // errors are shown in the terminal, not on the page
app.locals.demo = 3;
app.locals.title = 'The first WebSocket';

// Pages of other sites may not send anything here: see origin.ts.
app.use(checkOrigin);

// What lies in public/ is sent as it is. What lies in views/ is a template, filled in for each request.
app.use(express.static(join(import.meta.dirname, 'public')));

// Express hands over the request and the response. A name that begins with _ says that it is not used here.
app.get('/', (_request, response) => {
  response.render('index');
});

app.get('/about', (_request, response) => {
  response.render('about');
});

// Express tries the lines above in their order; what gets as far as this one has no page.
app.use((request, response) => {
  response.status(404).render('404', { path: request.path });
});

const server = createServer(app);
// Socket.IO shares the HTTP server: it answers all that begins with /socket.io/, its client library included.
const io: AppServer = new Server(server, serverOptions);
limitConnections(io);

// Runs once for each browser that connects; `socket` is the way to that one.
io.on('connection', (socket) => {
  guard(socket, clientEvents); // is it what the contract says?
  limitEvents(socket); // is it not too much?
  socket.emit('status', { text: 'Welcome! Nobody asked, and yet I can write to you.' });

  // `ack` answers the browser: what it is called with arrives where the browser called emit().
  socket.on('echo_message', ({ text }, ack) => {
    socket.emit('echo_response', { text, timestamp: new Date().toISOString() });
    ack({ ok: true });
  });
});

start(server, 5003);
