// Members: the students of the class, and what each of them has told. Their session brings them back to their place.
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { AppSocket, Member } from '../events.ts';

const MAX_MEMBERS = 1000; // as many as there may be connections from one address
const MAX_REMOVED = 1000; // sessions

const members = new Map<string, Member>(); // by session

const removed = new Set<string>(); // sessions that the instructor has removed

/** What has happened to a member. The board and the questions listen. */
export const facts = new EventEmitter<{ changed: [Member]; removed: [Member] }>();

export const isRemoved = (session: string): boolean => removed.has(session);
export const isKnown = (session: string): boolean => members.has(session);
export const allMembers = (): Member[] => [...members.values()];
export const findMember = (id: string): Member | undefined => allMembers().find((one) => one.id === id);

/** Whether one more can join. When the class is full, whoever has been gone for longest makes room. */
export function hasPlaceFor(session: string): boolean {
  if (isKnown(session) || members.size < MAX_MEMBERS) return true;
  const [oldest] = allMembers()
    .filter(({ socket }) => !socket)
    .toSorted((a, b) => a.since.gone - b.since.gone);
  if (oldest) remove(oldest);
  return oldest !== undefined;
}

/** The member with this session, or a new one. */
export function admit({ session, alias }: { session: string; alias: string }): Member {
  const known = members.get(session);
  if (known) return known;
  const now = Date.now();
  const member: Member = {
    id: randomUUID(),
    alias: freeAlias(alias),
    session,
    socket: undefined,
    received: 0,
    hasTold: false,
    progress: undefined,
    hand: undefined,
    since: { hand: now, there: now, gone: now },
  };
  members.set(session, member);
  return member;
}

/** Nobody can be taken for somebody else: a second Ann is "Ann 2", and nobody can choose a name with a space. */
function freeAlias(alias: string): string {
  const taken = new Set(allMembers().map((one) => one.alias.toLowerCase()));
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? alias : `${alias} ${number}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

/** Whether somebody is no member any more, though their connection still is there. */
export const hasLeft = (member: Member): boolean => members.get(member.session) !== member;
export const gone = { ok: false, error: 'You have left the class.' } as const;

/** Removes somebody whose session then can't come back. */
export function ban(member: Member): void {
  removed.add(member.session);
  const [oldest] = removed;
  if (oldest && removed.size > MAX_REMOVED) removed.delete(oldest);
  remove(member);
}

export function remove(member: Member): void {
  members.delete(member.session);
  facts.emit('removed', member);
}

export function registerMember(socket: AppSocket, member: Member): void {
  const before = member.socket; // the same student's last connection, if the server still thinks that it is alive
  member.socket = socket;
  before?.emit('session_moved');
  before?.disconnect(true);
  facts.emit('changed', member);

  socket.on('send_report', ({ number, progress, hand }, ack) => {
    if (hasLeft(member)) return ack(gone);
    // An older report, or the same one again: the newest one has replaced it already.
    if (number <= member.received) return ack({ ok: true });
    member.received = number;
    member.hasTold = true;
    if (pointOf(progress) !== pointOf(member.progress)) member.since.there = Date.now();
    if (hand && !member.hand) member.since.hand = Date.now();
    member.progress = progress;
    member.hand = hand;
    facts.emit('changed', member);
    ack({ ok: true });
  });

  socket.on('leave_class', (_nothing, ack) => {
    ack({ ok: true });
    if (!hasLeft(member)) remove(member);
  });

  socket.on('disconnect', () => {
    if (member.socket !== socket) return; // a newer connection has taken over
    member.socket = undefined;
    member.since.gone = Date.now();
    if (hasLeft(member)) return;
    if (member.hasTold) facts.emit('changed', member);
    else remove(member); // there is nothing to keep
  });
}

const pointOf = (progress: Member['progress']) => `${progress?.step} ${progress?.stage} ${progress?.held}`;
