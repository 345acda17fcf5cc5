// Reactions: an emoji on a message. A second click takes it back.
import type { AppServer, AppSocket, Message, Reaction } from '../events.ts';
import { historyOf } from './chat.ts';

const MAX_REACTIONS = 2000; // in a room

// By message. When nothing else keeps a message any more, a WeakMap forgets it, too. The inner keys are made of the
// person and the emoji.
const reactions = new WeakMap<Message, Map<string, Reaction>>();

export function registerReactions(io: AppServer, socket: AppSocket): void {
  const { user, facts } = socket.data;

  const showReactions = () => socket.emit('reaction_history', reactionsIn(socket.data.room));
  showReactions();
  facts.on('room_changed', showReactions);

  socket.on('toggle_reaction', ({ message: id, emoji }, ack) => {
    const { room } = socket.data;
    const message = historyOf(room).find((one) => one.id === id);
    if (!message) return ack({ ok: false, error: 'This message is not in this room, or not any more.' });

    const ofMessage = reactions.get(message) ?? new Map<string, Reaction>();
    const reaction = { message: id, emoji, user };
    const added = !ofMessage.delete(`${user.id} ${emoji}`);
    if (added) {
      if (reactionsIn(room).length >= MAX_REACTIONS) {
        return ack({ ok: false, error: `There are ${MAX_REACTIONS} reactions in this room already.` });
      }
      ofMessage.set(`${user.id} ${emoji}`, reaction);
      reactions.set(message, ofMessage);
    }
    io.to(`room:${room}`).emit('reaction_updated', { ...reaction, added });
    ack({ ok: true });
  });
}

function reactionsIn(room: string): Reaction[] {
  return historyOf(room).flatMap((message) => [...(reactions.get(message)?.values() ?? [])]);
}
