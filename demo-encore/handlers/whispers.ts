// Whispers: from one person to another, in whichever rooms they are. The server stores none of them.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket } from '../events.ts';
import { on } from '../turns.ts';
import { findOnline } from './presence.ts';

export function registerWhispers(io: AppServer, socket: AppSocket): void {
  const from = socket.data.user.nickname;

  on(socket, 'send_whisper', async ({ to, text }) => {
    const recipient = await findOnline(to);
    if (!recipient) return { ok: false, error: `Nobody here is called "${to}".` };
    if (recipient.socket === socket.id) return { ok: false, error: 'You cannot whisper to yourself.' };

    const whisper = {
      id: randomUUID(),
      from,
      to: recipient.nickname,
      text,
      timestamp: new Date().toISOString(),
    };
    // Each socket is in a room of its own, which is named by its id. Here one emit goes to two such rooms.
    io.to([recipient.socket, socket.id]).emit('private_message', whisper);
    return { ok: true, id: whisper.id };
  });
}
