// The contract: every event that may travel between browser and server, and what it carries.
import type { Server, Socket as ServerSocket } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';

/** For a value that is missing or of another type, in the words of the person who has to give it. */
const errors = (missing: string, wrong: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? missing : wrong),
});

// Something visible: not only spaces, control characters (Cc), and characters that are empty in every font (Cf, DI).
const visible = /[^\s\p{Cc}\p{Cf}\p{DI}\u2800]/u;
// The marks (M) above and below letters. Vietnamese, Thai and Hindi need up to three, and piles of them slow down pages.
const pileOfMarks = /(\p{M}\p{Cf}*){5}/u;

const text = z
  .string(errors('The text is missing.', 'The text has to be a string.'))
  .trim()
  .regex(visible, 'Please write something first.')
  .max(500, 'Please write at most 500 characters.')
  .refine((typed) => typed.split('\n').length <= 20, 'Please write at most 20 lines.')
  .refine((typed) => !pileOfMarks.test(typed), 'Please put at most four marks on a letter.');

/** What the browser may send. The guard checks each payload against its schema before a handler sees it. */
export const clientEvents = {
  send_message: z.object({ text }),
};

export interface Message {
  id: string;
  from: string;
  text: string;
  timestamp: string;
}

/** The answer to every event of the browser: it worked, or a sentence that says why it did not. */
export type AckResponse = { ok: true; id?: string } | { ok: false; error: string };

/** What the server may send. */
export interface ServerToClientEvents {
  message_history: (messages: Message[]) => void;
  new_message: (message: Message) => void;
}

/** The two ends: the server and each of its sockets, and the one socket of a browser. */
export type AppServer = Server<ClientToServerEvents, ServerToClientEvents>;
export type AppSocket = ServerSocket<ClientToServerEvents, ServerToClientEvents>;
export type BrowserSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/**
 * You can skip this one at first. It is a mapped type: it makes the type of each event of the browser from its schema,
 * so the two can't differ. Spelled out, each line would read
 * `name: (payload: { what its schema says }, ack: (answer: AckResponse) => void) => void`.
 */
export type ClientToServerEvents = {
  [Event in keyof typeof clientEvents]: (
    payload: z.infer<(typeof clientEvents)[Event]>,
    ack: (answer: AckResponse) => void,
  ) => void;
};
