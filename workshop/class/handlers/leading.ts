// Leading: where the class is, the timer, and messages to all.
import { randomUUID } from 'node:crypto';
import type { AppServer, AppSocket, Lead, Message, Timer } from '../events.ts';
import { places, plans, titleOf } from '../plan.ts';

let lead: Lead | null = null;
let message: Message | null = null; // the last one, for anyone who comes later
let timer: { plan: number; part: number; startedAt: number; partAt: number } | null = null;

export const latest = (): { lead: Lead | null; message: Message | null } => ({ lead, message });

const timerNow = (): Timer | null => {
  if (!timer) return null;
  const { plan, part, startedAt, partAt } = timer;
  return { plan, part, elapsed: Date.now() - startedAt, inPart: Date.now() - partAt };
};

export function registerLeading(io: AppServer, socket: AppSocket): void {
  const tellTimer = () => io.to('instructor').emit('timer_changed', timerNow());
  socket.emit('plan', { plans, places });
  socket.emit('timer_changed', timerNow());

  socket.on('lead_class', ({ step, stage }, ack) => {
    const title = titleOf(step, stage);
    if (title === undefined) return ack({ ok: false, error: 'There is no such stage.' });
    lead = { step, stage, title };
    io.emit('lead_changed', lead);
    ack({ ok: true });
  });

  // The day may go on in the middle, after the class was started again. It is on time then.
  socket.on('start_timer', ({ plan, part }, ack) => {
    const { parts = [] } = plans[plan] ?? {};
    if (!parts[part]) return ack({ ok: false, error: 'There is no such part.' });
    const minutes = parts.slice(0, part).reduce((sum, before) => sum + before.minutes, 0);
    timer = { plan, part, startedAt: Date.now() - minutes * 60_000, partAt: Date.now() };
    tellTimer();
    ack({ ok: true });
  });

  socket.on('go_to_part', ({ part }, ack) => {
    if (!timer) return ack({ ok: false, error: 'The timer does not run. Start it first.' });
    if (!plans[timer.plan]?.parts[part]) return ack({ ok: false, error: 'There is no such part.' });
    timer = { ...timer, part, partAt: Date.now() };
    tellTimer();
    ack({ ok: true });
  });

  socket.on('stop_timer', (_nothing, ack) => {
    timer = null;
    tellTimer();
    ack({ ok: true });
  });

  socket.on('post_message', ({ text }, ack) => {
    message = { id: randomUUID(), text };
    io.emit('message_posted', message);
    ack({ ok: true });
  });

  socket.on('clear_message', (_nothing, ack) => {
    message = null;
    io.emit('message_cleared');
    ack({ ok: true });
  });
}
