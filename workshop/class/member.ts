// A member of the class in Node: `npm start -- --class 192.168.1.20:5020` joins with it. The page has the same inside.
import { randomBytes } from 'node:crypto';
import { io } from 'socket.io-client';
import { Mistake } from '../run/options.mjs';
import type { AckResponse, ClientSocket, Progress, Question } from './events.ts';
import { type Listeners, takePart } from './public/membership.js';

export type { MemberState } from './public/membership.js';

interface ClassOptions extends Listeners {
  /** As typed: `192.168.1.20:5020`, `http://192.168.1.20:5020`, or without a port. */
  address: string;
  alias: string;
  /** A secret of this member. Somebody who comes back with it comes back to their place. */
  session?: string;
}

export interface ClassMember {
  /** `session` brings back the same member later. */
  session: string;
  /** The address of the class, without a slash at the end. */
  url: string;
  /** Replaces what was reported before. Resolves when the class has acknowledged this report or a newer one. */
  report: (progress: Progress) => Promise<AckResponse>;
  /** "I'm stuck", with the sentence that fails. */
  raiseHand: (sentence?: string) => Promise<AckResponse>;
  lowerHand: () => Promise<AckResponse>;
  /** Answers the open question with the number of an option. */
  answer: (option: number) => Promise<AckResponse>;
  /** Leaves, and the class forgets this member. */
  leave: () => Promise<void>;
}

/** Joins a class, and stays in it until leave() is called, whatever happens to the connection. */
export function joinClass({ address, alias, session, onQuestion, ...listeners }: ClassOptions): ClassMember {
  const url = urlOf(address);
  const secret = session ?? randomBytes(24).toString('base64url');
  const socket: ClientSocket = io(url, {
    autoConnect: false,
    forceNew: true,
    auth: { role: 'member', alias, session: secret },
    // As in the page. Socket.IO adds some chance, so that a whole class doesn't come back in the same moment.
    reconnectionDelay: 500,
    reconnectionDelayMax: 3000,
  });
  let open: Question | null = null;
  const { answer, ...member } = takePart(socket, {
    ...listeners,
    onQuestion: (question) => {
      open = question;
      onQuestion?.(question);
    },
  });
  return {
    ...member,
    session: secret,
    url,
    answer: async (option) =>
      open ? answer(open.id, option) : { ok: false, error: 'There is no open question.' },
  };
}

function urlOf(address: string): string {
  const text = address.trim();
  const url = /^https?:\/\//i.test(text) ? text : `http://${text}`;
  if (text !== '' && URL.canParse(url)) {
    const { protocol, hostname, port } = new URL(url);
    const given = port || (protocol === 'http:' && !/:80\/?$/.test(text) ? '5020' : '');
    if (hostname) return `${protocol}//${hostname}${given && `:${given}`}`;
  }
  throw new Mistake(
    `"${address}" is not the address of a class. It is in your instructor's terminal, like 192.168.1.20:5020.`,
  );
}
