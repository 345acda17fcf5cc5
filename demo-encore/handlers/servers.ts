// The servers as people see them: everybody is on one, and the host can stop one. Its people move to another.
import { query } from '../database.ts';
import type { AppServer, AppSocket, ServerInfo } from '../events.ts';
import { self } from '../identity.ts';
import { retire } from '../servers.ts';
import { on } from '../turns.ts';
import { note } from './actions.ts';

const GOODBYE = 200; // milliseconds: until then the host has got the answer

export function registerServers(io: AppServer, socket: AppSocket): void {
  const { user } = socket.data;
  socket.emit('server_info', self);

  on(socket, 'read_servers', async () => ({ ok: true, servers: await listServers() }));

  on(socket, 'stop_server', async ({ server }) => {
    const servers = await listServers();
    const stopped = servers.find(({ id }) => id === server);
    if (!stopped) return { ok: false, error: 'This server does not run any more.' };
    if (servers.length === 1)
      return { ok: false, error: 'This is the only server. Start another one first.' };
    await note(user, `stopped ${stopped.name}`);
    if (server === self.id) stop();
    else io.serverSideEmit('server_stopped', server);
    return { ok: true };
  });
}

/** Listens to the other servers: the host may be on any of them. */
export function followStops(io: AppServer): void {
  io.on('server_stopped', (server) => {
    if (server === self.id) stop();
  });
}

/** Ends this process. The pages lose their connections, so they come back by themselves: to another server. */
function stop(): void {
  setTimeout(() => void retire(self.id).finally(() => process.exit(0)), GOODBYE);
}

const listServers = () =>
  query<ServerInfo & { people: number }>(
    `select id, name, (select count(*)::int from online where server = servers.id and socket is not null) as people
     from servers where seen_at > now() - interval '5 seconds' order by name, id`,
  );
