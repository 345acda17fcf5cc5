// The evidence: what the trace of a run says about each message.
import type { Message } from './log.ts';
import type { Outcome } from './run.ts';
import type { Happening } from './trace.ts';

export interface Evidence {
  events: Happening[];
  end: number; // milliseconds after the start
  /** The texts that were sent, each with the first event of a kind. */
  firstSend: Map<string, Happening>;
  firstAck: Map<string, Happening>;
  firstShow: Map<string, Happening>;
  shows: Happening[];
  drops: Happening[];
  histories: Happening[];
  logs: Map<string, Message[]>;
  /** What a newcomer gets in the end: that is what the server has kept. */
  kept: string[];
  hasOutbox: boolean;
  /** Whether a message must still be there. Without a disk, nothing survives the process. */
  mustStay: (text: string) => boolean;
}

export function evidenceOf(outcome: Outcome, newcomer: Message[], keeps: boolean): Evidence {
  const { trace, rules, logs } = outcome;
  const firstSend = firstOf(trace.of('send'));
  const kills = trace.of('killed');
  return {
    events: trace.events,
    end: trace.events.at(-1)?.at ?? 0,
    firstSend,
    firstAck: firstOf(trace.of('ack')),
    firstShow: firstOf(trace.of('show')),
    shows: trace.of('show'),
    drops: trace.of('drop'),
    histories: trace.of('history'),
    logs,
    kept: newcomer.map(({ text }) => text).filter((text) => firstSend.has(text)),
    hasOutbox: rules.hasOutbox,
    mustStay: (text) => keeps || !kills.some(({ at }) => at > (firstSend.get(text)?.at ?? 0)),
  };
}

function firstOf(events: Happening[]): Map<string, Happening> {
  return new Map(events.toReversed().map((event) => [event.text ?? '', event]));
}
