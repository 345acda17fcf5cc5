// Snapshots: what was read while news of it came may be older than that news, so it is read again.
import type { AppSocket, ServerToClientEvents } from './events.ts';

const MAX_ROUNDS = 5; // where there is always news

/**
 * Reads what somebody is going to be shown.
 *
 * @param news the events that change it
 */
export async function newest<Result>(
  socket: AppSocket,
  news: (keyof ServerToClientEvents)[],
  read: () => Promise<Result>,
): Promise<Result> {
  for (let round = 1; ; round += 1) {
    let isOld = false;
    const notice = (event: keyof ServerToClientEvents) => {
      isOld ||= news.includes(event);
    };
    socket.onAnyOutgoing(notice);
    const result = await read().finally(() => socket.offAnyOutgoing(notice));
    if (!isOld || round === MAX_ROUNDS) return result;
  }
}
