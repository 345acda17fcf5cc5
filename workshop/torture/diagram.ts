// What the diagram on the page is made of: lanes, arrows, breaks and marks. Times are in milliseconds.

export interface Arrow {
  kind: 'send' | 'ack' | 'show' | 'lost' | 'again';
  /** From a lane and a time to another lane and a time. One that is lost ends halfway. */
  from: number;
  at: number;
  to: number;
  until: number;
  text: string; // of the message
  says: string;
}

export interface Diagram {
  lanes: string[];
  length: number;
  arrows: Arrow[];
  /** When a page has no connection, or the server doesn't run. */
  breaks: { lane: number; at: number; until: number; says: string }[];
  marks: { lane: number; at: number; label: string }[];
  findings: { at: number; says: string; isPromised: boolean; text: string }[];
}
