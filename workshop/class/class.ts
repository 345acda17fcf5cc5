// `npm run class`: the instructor's server. Students join it from their hub or a browser, and the board shows how far they are.
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { Server } from 'socket.io';
import { printAddresses } from '../run/network.mjs';
import { Mistake, command, readOptions } from '../run/options.mjs';
import { readPort, tryPort } from '../run/port.mjs';
import { type AppServer, instructorEvents, memberEvents } from './events.ts';
import { guard } from './guard.ts';
import { registerBoard, startBoard } from './handlers/board.ts';
import { authenticate, key } from './handlers/instructor.ts';
import { latest, registerLeading } from './handlers/leading.ts';
import { admit, registerMember } from './handlers/members.ts';
import { openQuestion, registerAnswers, registerQuestions, startQuestions } from './handlers/questions.ts';
import { type Hosted, hostDemos } from './hosted.ts';
import { limitConnections, limitEvents, serverOptions } from './limits.ts';
import { pages } from './pages.ts';

const usage = 'Usage: npm run class -- --port 6020 --demos 4,7';
const help = `${usage}

Starts the class on your network: its page for the students, and your board.

  --demos 4,7    also hosts these demos, and links to them
  --port 6020    another port than 5020; 0 takes any free one, also for the demos

Nothing is kept: when the class ends, all of it is gone.`;

// The whole network can reach the class. The variable HOST may name another address to listen on.
const host = process.env.HOST || '0.0.0.0';

await command(async () => {
  const { values, positionals } = readOptions(
    { port: { type: 'string' }, demos: { type: 'string' } },
    usage,
    help,
  );
  if (positionals.length > 0) throw new Mistake(`Unexpected argument: "${positionals.join(' ')}". ${usage}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
  const wanted = readPort(values.port ?? (process.env.PORT || '5020'), 'npm run class', values);
  const port = await tryPort(wanted, host, 'npm run class', values);
  const demos = values.demos ? await hostDemos(values.demos, host, wanted === 0) : [];
  startClass(port, demos);
});

function startClass(port: number, demos: Hosted[]): void {
  const invite = printAddresses(port, host);
  const server = createServer(pages(invite, demos));
  const io: AppServer = new Server(server, serverOptions);
  limitConnections(io);
  io.use(authenticate);
  startBoard(io);
  startQuestions(io);

  io.on('connection', (socket) => {
    const { student } = socket.data;
    const member = student && admit(student);
    // What a member may not do is not in the member's contract.
    guard(socket, member ? memberEvents : instructorEvents);
    limitEvents(socket);
    if (member) {
      registerMember(socket, member);
      registerAnswers(socket, member);
    } else {
      void socket.join('instructor');
      registerBoard(socket);
      registerLeading(io, socket);
      registerQuestions(io, socket);
    }
    const { alias, received = 0, progress, hand } = member ?? {};
    const told = { progress, hand };
    socket.emit('welcome', { ...latest(), question: openQuestion(), alias, received, told, demos });
  });

  // A connection can break at any moment. Without a listener, that error would end the class.
  server.on('connection', (stream) => stream.on('error', () => {}));
  server.on('error', ({ message }) => {
    console.error(`The class can't start: ${message}`);
    process.exit(1);
  });
  server.listen(port, host, () => {
    const url = `http://localhost:${port}`;
    const name = hostname().replace(/\.local$/, '');
    if (host === '0.0.0.0') console.log(`Many networks also know it as http://${name}.local:${port}`);
    console.log(`Your board: ${url}/board#${key}`);
    console.log(
      'Open it before you show this terminal on the projector: the key in it makes anyone the instructor.',
    );
    console.log(`The class is ready: ${url} (Ctrl-C ends it, and nothing is kept)`);
  });
}
