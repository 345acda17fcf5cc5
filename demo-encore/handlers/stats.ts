// The figures of a room: how many messages and polls there were, and how many people there are.
import type { AppServer, AppSocket } from '../events.ts';
import { arriveInTurn } from '../turns.ts';
import { type Figures, figuresNow, onFigures } from './figures.ts';

export function registerStats(_io: AppServer, socket: AppSocket): void {
  const { facts } = socket.data;

  const show = async () => {
    const figures = await figuresNow();
    const here = figures.find(({ room }) => room === socket.data.room);
    socket.emit('stats', here ? statsOf(here) : { messages: 0, polls: 0, users: 1 });
    told.delete(socket.data.room); // the next figures are told, whatever they are
  };
  arriveInTurn(socket, show);
  facts.on('room_changed', show);
}

const statsOf = ({ messages, polls, users }: Figures) => ({ messages, polls, users });

let told = new Map<string, string>(); // by room

/** Tells the people on this server the figures of their room, when these have changed. */
export function announceStats(io: AppServer): void {
  onFigures((figures) => {
    const before = told;
    told = new Map(figures.map((one) => [one.room, JSON.stringify(statsOf(one))]));
    for (const one of figures) {
      if (told.get(one.room) !== before.get(one.room))
        io.local.to(`room:${one.room}`).emit('stats', statsOf(one));
    }
  });
}
