// Causes a fault of the schedule: breaks somebody's line, or lets the server suffer.
import type { Line } from './line.ts';
import type { Packet } from './packets.ts';
import { type Fault, PEOPLE } from './schedule.ts';
import type { Subject } from './subject.ts';
import { SERVER, type Trace } from './trace.ts';

const WAITS_FOR = 4000; // milliseconds: by then, a server that was killed before is back

export async function cause(fault: Fault, lines: Line[], subject: Subject, trace: Trace): Promise<void> {
  const { name, lasts, end } = fault;
  const line = lines[fault.person]!;
  const lane = name.startsWith('kill') || name.includes('database') ? SERVER : PEOPLE[fault.person]!;
  const note = (says: string) => trace.note(lane, 'fault', says);
  if (lane === SERVER) {
    if (fault.trigger !== 'now') await sent(fault.trigger, lines);
    if (name === 'stop the database') note(`database stopped for ${lasts} ms`);
    return subject.suffer(fault);
  }
  if (name === 'lost acknowledgement') {
    line.onLost = () => note('lost acknowledgement: the connection breaks just before it arrives');
    return line.loseNextAck();
  }
  if (name === 'half-open') note(`half-open for ${lasts} ms: the ${end}’s end is gone, the other isn’t told`);
  else note(name === 'reset' ? name : `${name} for ${lasts} ms`);
  if (name === 'reset') return line.reset();
  if (name === 'half-open') return line.halfOpen(end, lasts);
  if (name === 'stall' || name === 'delay' || name === 'split') line.slow(name, lasts);
}

/** The next time that the server has sent something of this kind to anybody, or a while later. */
function sent(what: Packet, lines: Line[]): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, WAITS_FOR);
    for (const line of lines) {
      line.onSent = (packet) => {
        if (packet !== what) return;
        clearTimeout(timer);
        done();
      };
    }
  });
}
