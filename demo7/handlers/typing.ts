// "Ann is typing…": told to the others in the room, and over when there is no news of it.
import type { AppServer, AppSocket } from '../events.ts';

const TYPING_FOR = 3000; // milliseconds

export function registerTyping(io: AppServer, socket: AppSocket): void {
  const { nickname } = socket.data.user;
  let room: string | undefined; // where one is typing
  let timer: NodeJS.Timeout | undefined;

  const stop = () => {
    clearTimeout(timer);
    if (room) socket.to(`room:${room}`).emit('typing_update', { nickname, typing: false });
    room = undefined;
  };

  // The browser says it again and again while one types. So who comes in meanwhile will know it, too.
  socket.on('typing_start', (_payload, ack) => {
    room = socket.data.room;
    socket.to(`room:${room}`).emit('typing_update', { nickname, typing: true });
    clearTimeout(timer);
    timer = setTimeout(stop, TYPING_FOR);
    ack({ ok: true });
  });

  socket.on('typing_stop', (_payload, ack) => {
    stop();
    ack({ ok: true });
  });

  // An event may have several listeners: those of the chat and of the rooms have been called before these.
  socket.on('send_message', stop);
  socket.on('join_room', stop);
  socket.on('disconnect', stop);
}
