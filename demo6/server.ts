// Demo 6, rooms: groups of people, who is typing, and whispers between two.
import { createServer } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import express from 'express';
import { Server } from 'socket.io';
import { type AppServer, clientEvents } from './events.ts';
import { guard } from './guard.ts';
import { registerChat } from './handlers/chat.ts';
import { authenticate, registerPresence } from './handlers/presence.ts';
import { registerRooms } from './handlers/rooms.ts';
import { registerTyping } from './handlers/typing.ts';
import { registerUnread } from './handlers/unread.ts';
import { registerWhispers } from './handlers/whispers.ts';
import { readInvite } from './invite.ts';
import { limitConnections, limitEvents, serverOptions } from './limits.ts';
import { checkOrigin } from './origin.ts';
import { start } from './start.ts';

const app = express();
app.set('view engine', 'ejs');
app.set('views', join(import.meta.dirname, 'views'));
app.set('env', 'production'); // errors are shown in the terminal, not on the page
app.locals.demo = 6;
app.locals.title = 'Rooms';
app.locals.invite = readInvite();

// Pages and files are sent compressed. That is less than half of the bytes, which helps on slow Wi-Fi.
app.use(compression());

// Files in public/ are sent as they are. Files in views/ are templates, filled in for each request.
app.use(express.static(join(import.meta.dirname, 'public')));

// Pages of other sites may not send anything here: see origin.ts.
app.use(checkOrigin);

// Express passes the request and the response. A name that begins with _ is not used here.
app.get('/', (_request, response) => {
  response.render('index');
});

app.get('/about', (_request, response) => {
  response.render('about');
});

// Express tries the routes above in order. A request that gets this far has no page.
app.use((request, response) => {
  response.status(404).render('404', { path: request.path });
});

const server = createServer(app);
// Socket.IO shares the HTTP server: it answers every path under /socket.io/, and serves its client library there.
const io: AppServer = new Server(server, serverOptions);
limitConnections(io);

// Runs before a browser is let in, and can reject it.
io.use(authenticate);

// Runs once for each browser that connects. `socket` is the connection to that one.
io.on('connection', (socket) => {
  guard(socket, clientEvents); // is it what the contract says?
  limitEvents(socket); // is it not too much?
  registerRooms(io, socket); // first: the other layers need to know the room
  registerPresence(io, socket);
  registerChat(io, socket);
  registerTyping(io, socket);
  registerWhispers(io, socket);
  registerUnread(io, socket);
});

start(server, 5006);
