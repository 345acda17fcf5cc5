// Whispers: from one person to another, in whichever rooms they are. The server stores none of them.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket } from '../events.ts';
import { findOnline } from './presence.ts';

export function registerWhispers(io: AppServer, socket: AppSocket): void {
  const from = socket.data.user.nickname;

  socket.on('send_whisper', ({ to, text }, ack) => {
    const recipient = findOnline(to);
    if (!recipient) return ack({ ok: false, error: `Nobody here is called "${to}".` });
    if (recipient.id === socket.id) return ack({ ok: false, error: 'You cannot whisper to yourself.' });

    const whisper = {
      id: randomUUID(),
      from,
      to: recipient.data.user.nickname,
      text,
      timestamp: new Date().toISOString(),
    };
    // Each socket is in a room of its own, which is named by its id. Here one emit goes to two such rooms.
    io.to([recipient.id, socket.id]).emit('private_message', whisper);
    ack({ ok: true, id: whisper.id });
  });
}
