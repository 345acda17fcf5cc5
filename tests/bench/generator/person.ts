// One connection of the crowd: speaks Socket.IO by hand, or bare WebSocket, as cheaply as it can be done.
import WebSocket from 'ws';
import type { Protocol } from './orders.ts';

const [ZERO, TWO, FOUR] = [48, 50, 52]; // '0', '2', '4': how Engine.IO's packets open, ping and message begin

export interface Person {
  send: (event: string, payload: object) => void;
  /** What has come in so far, the handshake and the pings included. */
  frames: number;
  bytes: number;
}

export interface Crowd {
  people: Person[];
  /** How many frames all of them have received that were no pings. */
  heard: number;
  closed: number;
  /** Called with each frame that is no ping. */
  listeners: ((frame: Buffer, person: Person) => void)[];
}

/** The crowd of this process. */
export const crowd: Crowd = { people: [], heard: 0, closed: 0, listeners: [] };

/** Connects one more person, who is then one of the crowd. */
export async function join(url: string, protocol: Protocol, nickname: string): Promise<void> {
  const path = protocol === 'ws' ? `/?nickname=${nickname}` : '/socket.io/?EIO=4&transport=websocket';
  // What is left out here would cost the generator time that its server needs.
  const socket = new WebSocket(url.replace('http', 'ws') + path, {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  let asked = 0;
  const send = (event: string, payload: object) => {
    if (protocol === 'ws') socket.send(JSON.stringify({ type: event, ...payload }));
    else socket.send(`42${asked++}${JSON.stringify([event, payload])}`); // the number asks for an answer
  };
  const person: Person = { send, frames: 0, bytes: 0 };
  crowd.people.push(person);

  await new Promise<void>((done, failed) => {
    const refused = (why: string) => failed(new Error(`${nickname} could not connect to ${url}: ${why}`));
    socket.on('error', ({ message }) => refused(message));
    socket.on('close', () => {
      crowd.closed += 1;
      refused('the connection was closed.');
    });
    socket.on('message', (frame: Buffer) => {
      person.frames += 1;
      person.bytes += frame.length + (frame.length < 126 ? 2 : frame.length < 65_536 ? 4 : 10); // and its head
      if (protocol === 'socket.io') {
        if (frame[0] === TWO) return socket.send('3');
        if (frame[0] === ZERO) return socket.send(`40${JSON.stringify({ nickname })}`);
        if (frame[1] === ZERO) done();
        if (frame[1] === FOUR) refused(frame.toString());
      }
      crowd.heard += 1;
      for (const listener of crowd.listeners) listener(frame, person);
    });
    if (protocol === 'ws') socket.on('open', done);
  });
}
