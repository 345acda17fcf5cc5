// The servers: their buttons, how they are, and what they print.
import type { AppServer, AppSocket } from '../events.ts';
import { answer } from './answer.ts';
import { outputs, startServer, statesOf, stopServer, tell } from '../servers.ts';

export function announceServers(io: AppServer): void {
  tell.states = () => io.emit('server_states', statesOf());
  tell.pages = (name) => io.emit('pages_changed', { name });
  // An empty text is the beginning: the page forgets what was printed before.
  tell.output = (name, text) => io.emit(text ? 'output_added' : 'output_history', { name, text });
}

export function registerServers(socket: AppSocket, anyPort: boolean): void {
  socket.emit('server_states', statesOf());
  for (const output of outputs()) socket.emit('output_history', output);

  socket.on('start_server', ({ name }, ack) => answer(ack, () => startServer(name, anyPort)));
  socket.on('stop_server', ({ name }, ack) => answer(ack, () => stopServer(name)));
  socket.on('restart_server', ({ name }, ack) =>
    answer(ack, async () => {
      await stopServer(name);
      await startServer(name, anyPort);
    }),
  );
}
