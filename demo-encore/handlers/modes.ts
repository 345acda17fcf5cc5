// The modes of the rooms: the host can freeze one, or slow it down.
import { query } from '../database.ts';
import type { AppServer, AppSocket, RoomMode } from '../events.ts';
import { arriveInTurn, on } from '../turns.ts';
import { note } from './actions.ts';
import { onFigures } from './figures.ts';

const normal: RoomMode = { frozen: false, seconds: 0 };

/** As the database has them, by room: whether a room is frozen matters to everything that people do. */
const modes = new Map<string, { mode: RoomMode; at: number }>();

export const modeOf = (room: string): RoomMode => modes.get(room)?.mode ?? normal;

/** Notes a mode, unless something newer is known: the host may have changed it while the database was asked. */
function learn(room: string, mode: RoomMode, at = performance.now()): void {
  if (at >= (modes.get(room)?.at ?? 0)) modes.set(room, { mode, at });
}

/** Keeps the modes up to date. The host may be on another server. */
export function followModes(io: AppServer): void {
  io.on('mode_changed', (room, mode) => learn(room, mode));
  onFigures((figures, askedAt) => {
    const rooms = new Set(figures.map(({ room }) => room));
    for (const [room, { at }] of modes) if (at < askedAt && !rooms.has(room)) modes.delete(room);
    for (const { room, frozen, seconds } of figures) learn(room, { frozen, seconds }, askedAt);
  });
}

export function registerModes(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;

  const showMode = async () => {
    const { room } = socket.data;
    const askedAt = performance.now();
    const [mode = normal] = await query<RoomMode>('select frozen, seconds from rooms where name = $1', [
      room,
    ]);
    learn(room, mode, askedAt);
    socket.emit('room_mode', modeOf(room));
  };
  arriveInTurn(socket, showMode);
  facts.on('room_changed', showMode);

  on(socket, 'set_room_mode', async (mode) => {
    const { room } = socket.data;
    const { frozen, seconds } = mode;
    await query('update rooms set frozen = $2, seconds = $3 where name = $1', [room, frozen, seconds]);
    learn(room, mode);
    io.serverSideEmit('mode_changed', room, mode);
    io.to(`room:${room}`).emit('room_mode', mode);
    const speed = seconds === 0 ? '' : `, with one message every ${seconds} seconds`;
    await note(user, frozen ? `froze ${room}` : `opened ${room}${speed}`);
    return { ok: true };
  });
}
