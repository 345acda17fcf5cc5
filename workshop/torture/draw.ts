// Makes the diagram of a run from what was seen: each message's way to the server, to everybody, and its answer.
import type { Arrow, Diagram } from './diagram.ts';
import { PEOPLE } from './schedule.ts';
import type { Result } from './findings.ts';
import { type Happening, SERVER } from './trace.ts';

const HALFWAY = 300; // milliseconds: so far goes the arrow of something that never arrives

// The server is in the middle, so that arrows are short.
const lanes = [...PEOPLE.slice(0, 2), SERVER, ...PEOPLE.slice(2)];
const server = lanes.indexOf(SERVER);
const isBack = ({ kind }: Happening) => kind === 'connect' || kind === 'ready';
const isAnswer = ({ kind }: Happening) => ['ack', 'refused', 'no answer'].includes(kind);
const laneOf = ({ lane }: Happening) => lanes.indexOf(lane);

export function diagramOf({ outcome, findings }: Result): Diagram {
  const { events } = outcome.trace;
  const length = (events.at(-1)?.at ?? 0) + 200;
  const seen = events.filter((event) => laneOf(event) >= 0);
  const backAt = (event: Happening) => {
    const back = events.find((one) => one.lane === event.lane && one.at > event.at && isBack(one));
    return back?.at ?? (event.lane === SERVER ? event.at : length);
  };
  return {
    lanes,
    length,
    arrows: seen.flatMap((event) => {
      if (event.kind === 'send') return requestOf(event, events);
      return event.kind === 'show' ? [deliveryOf(event)] : [];
    }),
    breaks: seen
      .filter(({ kind }) => kind === 'disconnect' || kind === 'killed')
      .map((event) => {
        const { at, lane, says } = event;
        return { lane: laneOf(event), at, until: backAt(event), says: `${lane} ${says}` };
      }),
    marks: seen
      .filter(({ kind }) => kind === 'fault' || kind === 'killed')
      .map((event) => ({ lane: laneOf(event), at: event.at, label: event.says.split(/:| for /)[0]! })),
    findings: findings.map(({ at, says, isPromised, text = '' }) => ({ at, says, isPromised, text })),
  };
}

function deliveryOf(event: Happening): Arrow {
  const { at, text = '', lane, again, madeAt = at, says } = event;
  const way = { from: server, at: Math.min(madeAt, at), to: laneOf(event), until: at };
  return { kind: again ? 'again' : 'show', ...way, text, says: `${lane} ${says}` };
}

/** What became of something that was sent: it has arrived or not, and so has the answer. */
function requestOf(send: Happening, events: Happening[]): Arrow[] {
  const { text = '', lane, at } = send;
  const answer = events.find((one) => one.at > at && one.lane === lane && one.text === text && isAnswer(one));
  const until = answer?.at ?? at;
  // The server's own time, from the message that it has made of this.
  const made = events.find(
    ({ text: other, madeAt = -1 }) => other === text && madeAt > at - 2 && madeAt < until,
  );
  const isAnswered = answer !== undefined && answer.kind !== 'no answer';
  const arrived = Math.max(at, made?.madeAt ?? (at + until) / 2);
  const [there, back] = [
    { from: laneOf(send), to: server, text },
    { from: server, to: laneOf(send), text },
  ];
  const says = `${lane} ${send.says}`;
  if (!made && !isAnswered) {
    return [
      { kind: 'lost', ...there, at, until: Math.min(until, at + HALFWAY), says: `${says}: it is lost` },
    ];
  }
  const end = Math.max(until, arrived);
  return [
    { kind: 'send', ...there, at, until: arrived, says },
    isAnswered
      ? { kind: 'ack', ...back, at: arrived, until: end, says: `${lane} ${answer.says}` }
      : {
          kind: 'lost',
          ...back,
          at: arrived,
          until: Math.min(end, arrived + HALFWAY),
          says: `The acknowledgement of "${text}" is lost`,
        },
  ];
}
