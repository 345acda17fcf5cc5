// The modes of the rooms: the host can freeze one, or slow it down.
import { query } from '../database.ts';
import type { AppServer, AppSocket, RoomMode } from '../events.ts';
import { arriveInTurn, on } from '../turns.ts';
import { note } from './actions.ts';
import { onFigures } from './figures.ts';

const normal: RoomMode = { frozen: false, seconds: 0 };

/** As the database has them, by room: whether a room is frozen matters to everything that people do. */
const modes = new Map<string, RoomMode>();

export const modeOf = (room: string): RoomMode => modes.get(room) ?? normal;

/** Keeps the modes up to date. The host may be on another server. */
export function followModes(io: AppServer): void {
  io.on('mode_changed', (room, mode) => modes.set(room, mode));
  onFigures((figures) => {
    modes.clear();
    for (const { room, frozen, seconds } of figures) modes.set(room, { frozen, seconds });
  });
}

export function registerModes(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;

  const showMode = async () => {
    const { room } = socket.data;
    const [mode = normal] = await query<RoomMode>('select frozen, seconds from rooms where name = $1', [
      room,
    ]);
    modes.set(room, mode);
    socket.emit('room_mode', mode);
  };
  arriveInTurn(socket, showMode);
  facts.on('room_changed', showMode);

  on(socket, 'set_room_mode', async (mode) => {
    const { room } = socket.data;
    const { frozen, seconds } = mode;
    await query('update rooms set frozen = $2, seconds = $3 where name = $1', [room, frozen, seconds]);
    modes.set(room, mode);
    io.serverSideEmit('mode_changed', room, mode);
    io.to(`room:${room}`).emit('room_mode', mode);
    const speed = seconds === 0 ? '' : `, with one message every ${seconds} seconds`;
    await note(user, frozen ? `froze ${room}` : `opened ${room}${speed}`);
    return { ok: true };
  });
}
