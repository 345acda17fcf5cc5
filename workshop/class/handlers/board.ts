// The board: tells the instructor's pages what has changed, gathered five times a second.
import type { AppServer, AppSocket, Member, Tile } from '../events.ts';
import { allMembers, ban, facts, findMember } from './members.ts';

const INTERVAL = 200; // milliseconds

const changed = new Set<Member>();
const removed = new Set<string>();
facts.on('changed', (member) => changed.add(member));
facts.on('removed', (member) => {
  changed.delete(member);
  removed.add(member.id);
});

const tileOf = ({ id, alias, socket, progress, hand, since }: Member): Tile => ({
  id,
  alias,
  isHere: socket !== undefined,
  progress,
  hand,
  handMs: Date.now() - since.hand,
  pointMs: Date.now() - since.there,
});

/** One packet for all that has changed. However much members send, the board gets five packets a second. */
export function startBoard(io: AppServer): void {
  const tell = () => {
    if (changed.size > 0) io.to('instructor').emit('tiles_updated', [...changed].map(tileOf));
    if (removed.size > 0) io.to('instructor').emit('tiles_removed', [...removed]);
    changed.clear();
    removed.clear();
  };
  setInterval(tell, INTERVAL).unref();
}

export function registerBoard(socket: AppSocket): void {
  socket.emit('tile_list', allMembers().map(tileOf));

  socket.on('lower_hand', ({ member: id }, ack) => {
    const member = findMember(id);
    if (!member?.hand) return ack({ ok: false, error: 'This hand is not up any more.' });
    member.hand = undefined;
    member.socket?.emit('hand_lowered');
    facts.emit('changed', member);
    ack({ ok: true });
  });

  socket.on('remove_member', ({ member: id }, ack) => {
    const member = findMember(id);
    if (!member) return ack({ ok: false, error: 'This student is not in the class any more.' });
    ban(member);
    member.socket?.emit('member_removed');
    member.socket?.disconnect(true);
    ack({ ok: true });
  });
}
