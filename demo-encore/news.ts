// News: what each server tells its own people, also when something has got lost between the servers.
import type { AppServer } from './events.ts';
import { followCanvases } from './handlers/canvas-changes.ts';
import { askForFigures } from './handlers/figures.ts';
import { followMessages } from './handlers/message-order.ts';
import { followModes } from './handlers/modes.ts';
import { followPeople } from './handlers/people.ts';
import { announceRooms } from './handlers/rooms.ts';
import { followStops } from './handlers/servers.ts';
import { announceStats } from './handlers/stats.ts';
import { announceCounts } from './handlers/unread.ts';

export function startNews(io: AppServer): void {
  announceRooms(io);
  announceCounts(io);
  announceStats(io);
  followMessages(io);
  followPeople(io);
  followModes(io);
  followCanvases(io);
  followStops(io);
  void askForFigures();
}
