// Takes the place of `socket.io` and `node:*` when page scripts are checked: see tsconfig.browser.json.
//
// A page script takes its types from `events.ts`. That file also names types that only the server uses. Their real
// declarations would bring Node's globals along, and `process` in a page script would not be an error.
// Does `events.ts` import something new from there? Add its name here.

export type Server<_Listen = unknown, _Emit = unknown, _ServerSide = unknown, _Data = unknown> = never;
export type Socket<_Listen = unknown, _Emit = unknown, _ServerSide = unknown, _Data = unknown> = never;
export type EventEmitter<_Events = unknown> = never;
export type DefaultEventsMap = never;
