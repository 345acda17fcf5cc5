// "Ann is typing…": sent to the others in the room, and over when no more news comes.
import type { AppServer, AppSocket } from '../events.ts';
import { on } from '../turns.ts';

const TYPING_FOR = 3000; // milliseconds

export function registerTyping(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;
  const { nickname } = user;
  let room: string | undefined; // where this person is typing
  let timer: NodeJS.Timeout | undefined;

  const stop = () => {
    clearTimeout(timer);
    if (room) socket.to(`room:${room}`).emit('typing_update', { nickname, typing: false });
    room = undefined;
  };

  // The browser repeats it while you type, so anyone who joins in the meantime learns it, too.
  on(socket, 'typing_start', () => {
    room = socket.data.room;
    socket.to(`room:${room}`).emit('typing_update', { nickname, typing: true });
    clearTimeout(timer);
    timer = setTimeout(stop, TYPING_FOR);
    return { ok: true };
  });

  on(socket, 'typing_stop', () => {
    stop();
    return { ok: true };
  });

  // The facts, not the requests: a message that was refused is still being typed.
  facts.on('message_accepted', stop);
  facts.on('room_changed', stop);
  socket.on('disconnect', stop);
}
