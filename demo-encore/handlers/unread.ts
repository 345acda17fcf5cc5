// Unread messages: tells everyone how many messages each room has had. A page knows how many of them it has seen.
import type { AppServer, AppSocket } from '../events.ts';
import { arriveInTurn } from '../turns.ts';
import { figuresNow, onFigures } from './figures.ts';

export function registerUnread(_io: AppServer, socket: AppSocket): void {
  const { facts } = socket.data;

  // A snapshot: the page replaces its counts.
  const showCounts = async () => {
    const figures = await figuresNow();
    const counts = figures.map(({ room, messages }) => ({ room, messages }));
    socket.emit(
      'message_counts',
      counts.filter(({ messages }) => messages > 0),
    );
  };
  arriveInTurn(socket, showCounts);
  facts.on('room_changed', showCounts);
}

/**
 * Tells everybody on this server the counts that have changed. A page that has seen fewer messages of its room has
 * missed some, whatever the reason, and asks for them.
 */
export function announceCounts(io: AppServer): void {
  let told = new Map<string, number>(); // by room
  onFigures((figures) => {
    const changed = figures.filter(({ room, messages }) => messages > 0 && messages !== told.get(room));
    told = new Map(figures.map(({ room, messages }) => [room, messages]));
    if (changed.length === 0) return;
    io.local.emit(
      'counts_updated',
      changed.map(({ room, messages }) => ({ room, messages })),
    );
  });
}
