// The encore with several servers: people don't notice on which one they are, nor when it is stopped.
import { gotNone, is, must } from '../assert.ts';
import { type Client, connect } from '../client.ts';
import { within } from '../patience.ts';
import type { Checks } from './accounts.ts';
import { type User, identityOf, newRoom, settle, succeeded } from './inside.ts';

interface Server {
  id: string;
  name: string;
  people: number;
}

let names = 0;
const newName = () => `Moving-${process.pid % 10_000}-${++names}`;
const serverOf = async (client: Client) => (await client.next('server_info')) as Server;

/** Two people in a room who are on different servers, and the others who came in before one was found. */
async function apart(url: string): Promise<{ here: Client; there: Client; room: string; close: () => void }> {
  const room = newRoom();
  const here = await connect(url, { auth: { nickname: newName(), room } });
  const { id } = await serverOf(here);
  const rest: Client[] = [];
  for (;;) {
    const there = await connect(url, { auth: { nickname: newName(), room } });
    const close = () => [here, there, ...rest].forEach((client) => client.close());
    if ((await serverOf(there)).id !== id) return { here, there, room, close };
    rest.push(there);
    must(rest.length < 20, 'people must be spread over the servers');
  }
}

export const servers: Checks = {
  'share what happens in a room': async ({ url }) => {
    const { here, there, close } = await apart(url);
    const { user } = await identityOf(here);
    succeeded(await here.ask('typing_start', {}));
    is(await there.next('typing_update'), { nickname: user.nickname, typing: true }, 'who is typing');
    succeeded(await here.ask('move_cursor', { x: 0.5, y: 0.5 }));
    is(
      await there.next('cursor_moved'),
      [{ nickname: user.nickname, x: 0.5, y: 0.5 }],
      'where somebody points',
    );
    const to = (await identityOf(there)).user.nickname;
    succeeded(await here.ask('send_whisper', { to, text: 'psst' }));
    is(((await there.next('private_message')) as { text: string }).text, 'psst', 'a whisper');
    close();
  },

  'miss nothing, even if it is the same as just before': async ({ url }) => {
    const { here, there, close } = await apart(url);
    const often = Array.from({ length: 8 }, (_, i) => i % 2 === 0);
    const sent = often.map((typing) => here.ask(typing ? 'typing_start' : 'typing_stop', {}));
    for (const answer of await Promise.all(sent)) succeeded(answer);
    await settle(there);
    const heard = there.received('typing_update') as { typing: boolean }[];
    is(heard.map(({ typing }) => typing), often, 'each is told'); // prettier-ignore
    close();
  },

  'let a session move from one to another': async ({ url }) => {
    const { here, there, room, close } = await apart(url);
    const { session, user } = await identityOf(here);
    await settle(here, there);
    for (let i = 0; i < 3; i++) {
      const again = await connect(url, { auth: { nickname: user.nickname, session, room } });
      is((await identityOf(again)).user, user, 'it is the same person');
      await settle(again, there);
      if (i < 2) again.socket.io.engine.close(); // a break, and no goodbye
    }
    is(here.received('session_moved').length, 1, 'the connection before must be told');
    const left = there.received('user_left').filter((one) => (one as User).id === user.id);
    is(left.length, there.received('user_joined').filter((one) => (one as User).id === user.id).length, 'a move is no news'); // prettier-ignore
    close();
  },

  'are stopped by the host, and their people move to another': async (demo) => {
    const { here, there, room, close } = await apart(demo.url);
    const key = /key: (\S+)/.exec(demo.output())?.[1] ?? '';
    succeeded(await here.ask('become_host', { key }));
    const auth: Record<string, string> = { nickname: newName(), room };
    const moved = await connect(demo.url, { auth, reconnection: true, reconnectionDelay: 250 });
    await settle(moved);
    const before = (moved.received('server_info') as Server[])[0]!;
    const { session, user } = await identityOf(moved);
    auth.session = session;
    const back = new Promise((done) => moved.socket.once('connect', () => done(undefined)));
    // Whoever watches must be on another server. So the one who watches is the one who doesn't move with it.
    const watcher = (
      (here.received('server_info') as Server[])[0]!.id === before.id ? there : here
    ) as Client;
    const { servers: all } = (await here.ask('read_servers', {})) as unknown as { servers: Server[] };
    must(all.some(({ id, people }) => id === before.id && people > 0), 'the list has each, with its people'); // prettier-ignore
    const away = new Promise((done) => moved.socket.once('disconnect', done));
    succeeded(await here.ask('stop_server', { server: before.id }));
    await within(away, 'The server must stop.');
    await within(back, 'Its people must come back by themselves.');
    await settle(moved);
    const after = (moved.received('server_info') as Server[]).at(-1)!;
    must(after.id !== before.id, 'they are on another server');
    is(((await moved.next('session')) as { user: User }).user.id, user.id, 'and the same people');
    const gone = watcher.received('user_left').filter((one) => (one as User).id === user.id);
    is(gone, [], 'nobody sees them leave');
    gotNone('person_removed', moved);
    moved.close();
    close();
  },
};
