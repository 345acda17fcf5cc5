// The encore: demo 7 past the classroom. Accounts, nothing lost, and as many servers as you need.
import { createServer } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import express from 'express';
import { Server } from 'socket.io';
import { accountPages, showFailure } from './accounts/pages.ts';
import { readSessions, shareSessions } from './accounts/session.ts';
import { adapter } from './adapter.ts';
import { isOneOfSeveral, joinOthers, startOthers } from './cluster.ts';
import { migrate } from './database.ts';
import { type AppServer, EMOJI, clientEvents } from './events.ts';
import { guard } from './guard.ts';
import { registerCanvas } from './handlers/canvas.ts';
import { registerChat } from './handlers/chat.ts';
import { printKey, registerHost, reportFlood } from './handlers/host.ts';
import { registerPolls } from './handlers/polls.ts';
import { authenticate, registerPresence, takePlace } from './handlers/presence.ts';
import { registerReactions } from './handlers/reactions.ts';
import { keepOut } from './handlers/removals.ts';
import { registerRooms } from './handlers/rooms.ts';
import { registerServers } from './handlers/servers.ts';
import { registerStats } from './handlers/stats.ts';
import { registerTyping } from './handlers/typing.ts';
import { registerUnread } from './handlers/unread.ts';
import { registerWhispers } from './handlers/whispers.ts';
import { readInvite } from './invite.ts';
import { limitConnections, limitEvents, serverOptions } from './limits.ts';
import { startNews } from './news.ts';
import { checkOrigin } from './origin.ts';
import { report } from './report.ts';
import { enlist, keepBeating } from './servers.ts';
import { start } from './start.ts';

await migrate();
await startOthers(5030); // with SERVERS=3, three other processes come in here

const app = express();
app.set('view engine', 'ejs');
app.set('views', join(import.meta.dirname, 'views'));
app.set('env', 'production'); // errors are shown in the terminal, not on the page
app.locals.demo = 7;
app.locals.title = 'The encore';
app.locals.invite = readInvite();
app.locals.emoji = EMOJI;

// Pages and files are sent compressed. That is less than half of the bytes, which helps on slow Wi-Fi.
app.use(compression());

// Files in public/ are sent as they are. Files in views/ are templates, filled in for each request.
app.use(express.static(join(import.meta.dirname, 'public')));

// Pages of other sites may not send anything here: see origin.ts.
app.use(checkOrigin);

// Who is logged in: their session is a cookie, and a row in the database.
const sessions = await readSessions();
app.set('trust proxy', 'loopback'); // a proxy on this computer says whether it has used HTTPS, and for whom
app.use(
  sessions,
  accountPages(() => io),
);

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
app.use(showFailure);

const server = createServer(app);
// Socket.IO shares the HTTP server: it answers every path under /socket.io/, and serves its client library there.
const io: AppServer = new Server(server, serverOptions);
limitConnections(io);
shareSessions(io, sessions);
io.adapter(adapter); // what is emitted here reaches the people on all servers

// Runs before a browser is let in, and can reject it.
io.use(authenticate);
io.use(keepOut); // whoever the host has removed, and whoever looks like the host
io.use(takePlace); // the nickname, if nobody has it

// Runs once for each browser that connects. `socket` is the connection to that one.
io.on('connection', (socket) => {
  guard(socket, clientEvents); // is it what the contract says?
  limitEvents(socket, () => reportFlood(socket)); // is it not too much?
  registerRooms(io, socket); // first: the other layers need to know the room
  registerPresence(io, socket);
  registerChat(io, socket);
  registerTyping(io, socket);
  registerWhispers(io, socket);
  registerUnread(io, socket);
  registerPolls(io, socket);
  registerReactions(io, socket);
  registerCanvas(io, socket);
  registerStats(io, socket);
  registerHost(io, socket);
  registerServers(io, socket);
});

startNews(io);
await enlist().catch(report); // the next beat tries again
void keepBeating(io);

if (isOneOfSeveral) {
  joinOthers(io);
} else {
  printKey();
  start(server, 5030);
}
