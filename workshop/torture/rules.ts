// What a page does about messages that may be lost or come twice. A demo's page has one of these sets of rules.

export interface Rules {
  /** Whether a message is kept until it is acknowledged, and sent again with the same id. */
  hasOutbox: boolean;
  /** The page's own id for a message. */
  idOf: (socketId: string | undefined, count: number) => string | undefined;
  /** How it connects, where that isn't Socket.IO's own way. */
  transports?: string[];
  /**
   * Which messages it shows: all that come; each id once; by number, and it asks for those that are missing; or those
   * with a number higher than the last one.
   */
  shows: 'all' | 'each id once' | 'the next number' | 'higher numbers';
}

const uniqueId = () => crypto.randomUUID();

export const RULES = {
  /** Demo 4 to demo 7: without an answer, your text goes back to you. You look, and may send it again. */
  page: { hasOutbox: false, idOf: () => undefined, shows: 'all' },
  /** A page with an outbox, which knows messages by their ids. */
  outbox: { hasOutbox: true, idOf: uniqueId, shows: 'each id once' },
  /** The encore: messages are numbered without gaps, so a page notices a missing message. */
  numbers: { hasOutbox: true, idOf: uniqueId, shows: 'the next number' },
  /** Wrong: a message that arrives late counts as one that was shown. */
  'higher numbers': { hasOutbox: true, idOf: uniqueId, shows: 'higher numbers' },
  /** Wrong: Socket.IO's tutorial. `socketId` is undefined while there is no connection. */
  tutorial: {
    hasOutbox: true,
    idOf: (socketId, count) => `${socketId}-${count}`,
    shows: 'all',
    transports: ['websocket'], // it has several servers, and a page may reach any of them
  },
} satisfies Record<string, Rules>;

export type RulesName = keyof typeof RULES;
