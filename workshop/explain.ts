// Puts into words why a check did not hold: what was sent, what was expected, what came, and what that looks like.
import { AssertionError } from 'node:assert';
import { type Entry, NothingCame } from '../tests/transcript.ts';
import { PageFailure } from '../tests/pages.ts';
import { type Contract, nearest } from './contract.ts';

/** A check that did not hold. */
export interface Failure {
  layer: string;
  sentence: string;
  error: unknown;
  transcript: Entry[];
  /** What the server printed before it ended; undefined when it goes on. */
  lastWords: string | undefined;
  /** What it printed during the check. */
  printed: string;
}

const WIDTH = 110;
const MAX_ENTRIES = 14;

/**
 * The explanation, a line each.
 *
 * @param folder the folder that was checked, to name files in it
 * @param contract that of the demo that it should be like
 */
export function explain(failure: Failure, folder: string, contract: Contract): string[] {
  const { error, transcript, lastWords } = failure;
  return [
    '',
    'What was sent:',
    ...listOf(
      transcript
        .filter(({ kind }) => isOutgoing(kind))
        // Before there is presence nobody takes notice of the nickname.
        .map((entry) =>
          entry.kind === 'connecting' && !contract.fromServer.has('session') ? { ...entry, name: '' } : entry,
        ),
    ),
    'What was expected:',
    ...expectationOf(error).map(indent),
    'What came:',
    ...(error instanceof PageFailure
      ? [indent(error.shown || 'not that')]
      : listOf(whatCame(error, transcript))),
    ...(lastWords === undefined ? [] : [indent('and then the server ended, because of an error.')]),
    'What that looks like:',
    ...looksLike(failure, folder, contract).map(indent),
  ];
}

const isOutgoing = (kind: Entry['kind']) => kind === 'sent' || kind === 'request' || kind === 'connecting';

/** What a newcomer gets, and what is sent every second, is left out where it has nothing to do with the failure. */
function whatCame(error: unknown, transcript: Entry[]): Entry[] {
  const awaited = error instanceof NothingCame ? error.event : undefined;
  const begun = transcript.findIndex(({ kind, name }) => kind === 'sent' && name !== 'join_room');
  return transcript.filter(
    ({ kind, name }, i) =>
      !isOutgoing(kind) &&
      (name === awaited || (!(i < begun && kind !== 'refused') && name !== 'room_list' && name !== 'stats')),
  );
}

const indent = (line: string) => `  ${line}`;

/** The last of what happened: that is where it went wrong. */
function listOf(entries: Entry[]): string[] {
  if (entries.length === 0) return [indent('nothing')];
  // What came to several at once is one line.
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last?.[0] && entry.client > 0 && last[0].kind === entry.kind && same(last[0], entry))
      last.push(entry);
    else groups.push([entry]);
  }
  const left = groups.length - MAX_ENTRIES;
  return [...(left > 0 ? [`… (${left} before that)`] : []), ...groups.slice(-MAX_ENTRIES).map(lineOf)].map(
    indent,
  );
}

function lineOf(group: Entry[]): string {
  const [{ kind, name, payload }] = group as [Entry];
  const text = payload === undefined ? '' : ` ${brief(payload)}`;
  const clients = [...new Set(group.map(({ client }) => client))];
  const many = clients.length > 6 ? `${clients.length} clients` : `clients ${clients.join(', ')}`;
  const who = clients.length === 1 ? `client ${clients[0]}` : many;
  if (kind === 'connecting') return `${who} connects${name && ` ${name}`}`;
  if (kind === 'refused') return `${who} was not let in: ${name}`;
  if (kind === 'sent') return `${who} → ${name}${text}`;
  if (kind === 'answer') return `${who} ← the answer to ${name}:${text}`;
  if (kind === 'received') return `${who} ← ${name}${text}`;
  return kind === 'request' ? `${name}${text}` : `${name} was answered with${text}`;
}

function brief(value: unknown, width = WIDTH): string {
  const whole = value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value));
  // The first of five parts of a UUID tells it from others.
  const text = whole.replaceAll(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}/g, '$1…');
  return text.length <= width ? text : `${text.slice(0, width)}… (${text.length} characters)`;
}

function expectationOf(error: unknown): string[] {
  if (error instanceof NothingCame) {
    const { kind, event, client } = error;
    if (kind === 'event') return [`"${event}" for client ${client}, within 5 seconds`];
    return [`an answer to ${kind === 'answer' ? `"${event}"` : event}, within 5 seconds`];
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('Could not connect')) return ['that every client can connect'];
  if (!(error instanceof AssertionError)) return [message];

  const { operator, expected, actual, generatedMessage } = error;
  const words = generatedMessage ? [] : [message.split('\n')[0] ?? ''];
  if (operator === 'match') return [...words, `a text like ${brief(expected)}, and not ${brief(actual)}`];
  if (operator === 'doesNotMatch') return [...words, `no text like ${brief(expected)}`];
  if (operator === 'notStrictEqual') return [...words, `anything but ${brief(actual)}`];
  // "true, and not false" says nothing to who has read the words.
  if (words.length > 0 && typeof expected === 'boolean') return words;
  if (operator === '==' || operator === 'fail') return words.length > 0 ? words : ['see the sentence above'];
  return [...words, `${brief(expected, 300)}, and not ${brief(actual, 300)}`];
}

/** Goes through what usually is behind a failure; the first that fits is the answer. */
function looksLike(failure: Failure, folder: string, contract: Contract): string[] {
  const { error, transcript, lastWords } = failure;
  if (lastWords !== undefined) {
    return [
      `Your code has thrown an error, and that ends the server for everybody: ${errorIn(lastWords, folder)}`,
    ];
  }
  if (error instanceof PageFailure) {
    const byHand = 'Open the page in two windows and try it by hand; F12 shows the errors of its scripts.';
    return [error.because || byHand];
  }
  return (
    unknownEvent(error, transcript, contract) ??
    missingField(error, transcript, contract) ??
    outsideContract(transcript, contract) ??
    refusedConnection(transcript) ??
    noAnswer(error, transcript, contract) ??
    stillThere(error, transcript) ??
    noEvent(error, transcript) ??
    noSnapshot(error, transcript, contract) ??
    notForThem(transcript) ??
    wrongRoom(transcript) ??
    twice(transcript) ??
    badResponse(failure, folder) ?? ['Compare what was expected with what came.']
  );
}

/**
 * An event that the demo does not have came in place of one that was awaited. Somebody's own event, from an exercise
 * perhaps, is no mistake.
 */
function unknownEvent(error: unknown, transcript: Entry[], { fromServer }: Contract): string[] | undefined {
  const awaited = error instanceof NothingCame && error.kind === 'event' ? error.event : undefined;
  const unknown = transcript.filter(({ kind, name }) => kind === 'received' && !fromServer.has(name));
  for (const { name } of unknown) {
    const meant = nearest(name, fromServer.keys());
    if (!meant || (awaited && meant !== awaited)) continue;
    return [
      `Your server sends "${name}", and there is no such event in this demo. Is "${meant}" meant?`,
      'A name must be the same on both sides, letter by letter.',
    ];
  }
  const came = awaited && transcript.some(({ kind, name }) => kind === 'received' && name === awaited);
  if (!awaited || came || !unknown[0]) return undefined;
  return [`Your server sends "${unknown[0].name}", which this demo does not have, and not "${awaited}".`];
}

function missingField(error: unknown, transcript: Entry[], { fromServer }: Contract): string[] | undefined {
  for (const { kind, name, payload } of transcript) {
    if (kind !== 'received' || (error instanceof NothingCame && error.event !== name)) continue;
    const fields = fromServer.get(name) ?? [];
    const one: unknown = Array.isArray(payload) ? payload[0] : payload;
    if (fields.length === 0 || (Array.isArray(payload) && payload.length === 0)) continue;
    const missing =
      typeof one === 'object' && one !== null ? fields.filter((field) => !Object.hasOwn(one, field)) : fields;
    if (missing.length > 0) {
      return [
        `What your server sends with "${name}" has no ${missing.join(', no ')}. It must have: ${fields.join(', ')}.`,
      ];
    }
  }
  return undefined;
}

/** An event that guard.ts has stopped, because the contract does not name it. */
function outsideContract(transcript: Entry[], { fromBrowser }: Contract): string[] | undefined {
  for (const { name, payload } of transcript.filter(({ kind }) => kind === 'answer')) {
    const { error } = (payload ?? {}) as { error?: unknown };
    if (!fromBrowser.has(name) || !String(error).startsWith('This server does not know the event')) continue;
    return [
      `"${name}" is not among the clientEvents in your events.ts, or not under exactly this name.`,
      'guard.ts lets nothing through that is not there.',
    ];
  }
  return undefined;
}

function refusedConnection(transcript: Entry[]): string[] | undefined {
  const refused = transcript.findLast(({ kind }) => kind === 'refused');
  if (!refused || !/poll error|websocket error|timeout/.test(refused.name)) return undefined;
  return [
    'No Socket.IO server answers there. Is there a `new Server(server, serverOptions)` in server.ts, on the same',
    'server that start() is called with?',
  ];
}

function noAnswer(error: unknown, transcript: Entry[], { fromServer }: Contract): string[] | undefined {
  if (!(error instanceof NothingCame) || error.kind !== 'answer') return undefined;
  const since = transcript.slice(
    transcript.findLastIndex(({ kind, name }) => kind === 'sent' && name === error.event),
  );
  // What is sent to whoever connects is no effect of it.
  const unasked = /_(history|list)$|^(session|status|stats|room_joined)$/;
  const effect = since.find(
    ({ kind, name }) => kind === 'received' && fromServer.has(name) && !unasked.test(name),
  );
  if (effect) {
    return [
      `Your server acted on "${error.event}" (it sent "${effect.name}"), but never answered.`,
      'Each handler must call its ack in the end, as in `ack({ ok: true })`; otherwise the page believes that it failed.',
    ];
  }
  return [
    `Nothing in your server answers to "${error.event}". Is there a \`socket.on('${error.event}', …)\`, with exactly this`,
    'name, is it reached for each socket that connects (see server.ts), and does it call its `ack`?',
  ];
}

function noEvent(error: unknown, transcript: Entry[]): string[] | undefined {
  if (!(error instanceof NothingCame) || error.kind !== 'event') return undefined;
  const { event, client } = error;
  const last = transcript.findLastIndex(({ kind }) => kind === 'sent');
  const sender = transcript[last]?.client;
  const since = transcript
    .slice(Math.max(last, 0))
    .filter(({ kind, name }) => kind === 'received' && name === event);
  const receivers = new Set(since.map((entry) => entry.client));
  if (sender !== undefined && sender !== client && receivers.size === 1 && receivers.has(sender)) {
    return [
      `Only client ${sender}, who had sent something, got "${event}". \`socket.emit\` speaks to that one socket alone;`,
      '`io.emit` speaks to all, and `io.to(…).emit` to all in a room.',
    ];
  }
  if (sender === client && receivers.size > 0 && !receivers.has(client)) {
    return [
      `The others got "${event}", but client ${client}, who had sent something, did not. \`socket.broadcast.emit\` and`,
      '`socket.to(…).emit` leave out the sender; `io.emit` and `io.to(…).emit` do not.',
    ];
  }
  if (receivers.size > 0 && !receivers.has(client)) {
    return [`Others got "${event}", but client ${client} did not. Who is it sent to?`];
  }
  if (receivers.has(client)) {
    return [
      `"${event}" came to client ${client}, but not with what was expected: compare what was sent with what came.`,
    ];
  }
  const before = transcript.filter((entry) => entry.client === client && entry.kind === 'sent').length === 0;
  return [
    `Your server does not send "${event}" here.`,
    before
      ? `It is due when somebody has connected: look for the place that runs once for each socket, and emits '${event}'.`
      : `Is there a line that emits '${event}', with exactly this name, and is it reached?`,
  ];
}

/** The same message again, or two for one. */
function twice(transcript: Entry[]): string[] | undefined {
  const received = transcript.filter(({ kind }) => kind === 'received');
  const repeated = received.find(
    (entry, i) =>
      /^(new_|private_|echo_)/.test(entry.name) &&
      received.slice(0, i).some((before) => before.client === entry.client && same(before, entry)),
  );
  if (repeated) {
    return [
      `Client ${repeated.client} got the same "${repeated.name}" twice. It is sent twice, or as part of a list and again by`,
      'itself, or a listener was added twice: each `.on(…)` adds one more.',
    ];
  }
  for (const [up, down] of [
    ['send_message', 'new_message'],
    ['echo_message', 'echo_response'],
  ]) {
    const done = transcript.filter(
      ({ kind, name, payload }) => kind === 'answer' && name === up && succeeded(payload),
    );
    const broadcasts = received.filter(({ client, name }) => name === down && client === done[0]?.client);
    if (done.length > 0 && broadcasts.length > done.length) {
      return [
        `${done.length} × "${up}" led to ${broadcasts.length} × "${down}". It is sent more than once, as a history`,
        'perhaps, which has an event of its own, or a listener was added more than once: each `.on(…)` adds one more.',
      ];
    }
  }
  return undefined;
}

const succeeded = (payload: unknown) => (payload as { ok?: unknown } | undefined)?.ok === true;
const same = (a: Entry, b: Entry) =>
  a.name === b.name && JSON.stringify(a.payload) === JSON.stringify(b.payload);

/** Somebody who went to another room, and is counted in the one before as well. */
function stillThere(error: unknown, transcript: Entry[]): string[] | undefined {
  if (!(error instanceof NothingCame) || error.event !== 'room_list') return undefined;
  const rooms = new Map<number, string>();
  let before: Record<string, number> | undefined;
  let moved: { client: number; from: string } | undefined;
  for (const { client, kind, name, payload } of transcript) {
    if (kind === 'connecting') [before, moved] = [undefined, undefined]; // somebody comes in: the counts change
    if (kind !== 'received') continue;
    if (name === 'room_joined') {
      const { room } = payload as { room: string };
      const from = rooms.get(client);
      if (from !== undefined && from !== room) moved = { client, from };
      rooms.set(client, room);
    }
    if (name !== 'room_list' || !Array.isArray(payload)) continue;
    const list = payload as { name: string; users: number }[];
    const now = Object.fromEntries(list.map((room) => [room.name, room.users]));
    const [old, young] = moved ? [before?.[moved.from], now[moved.from]] : [];
    if (moved && old !== undefined && young !== undefined && young > 0 && young >= old) {
      return [
        `Client ${moved.client} has gone to another room, and ${brief(moved.from)} has as many people as before. Who enters a room`,
        'must leave the one before: `socket.leave`.',
      ];
    }
    if (!moved) before = now;
  }
  return undefined;
}

/** A snapshot that nobody ever got. */
function noSnapshot(error: unknown, transcript: Entry[], { fromServer }: Contract): string[] | undefined {
  if (error instanceof AssertionError) return undefined;
  const never = [...fromServer.keys()]
    .filter((name) => /_(history|list)$/.test(name))
    .find((name) => !transcript.some((entry) => entry.kind === 'received' && entry.name === name));
  if (!never || !transcript.some(({ kind }) => kind === 'received')) return undefined;
  return [`Your server never sends "${never}", although it is due for everybody who connects.`];
}

/** The nickname of each client, as far as the server has told. */
function nicknamesIn(transcript: Entry[]): Map<number, string> {
  const told = transcript.filter(({ kind, name }) => kind === 'received' && name === 'session');
  return new Map(
    told.map(({ client, payload }) => [
      client,
      String((payload as { user?: { nickname?: string } }).user?.nickname),
    ]),
  );
}

/** Whom an event is about, by nickname. */
function authorOf(payload: unknown): string | undefined {
  const one = (Array.isArray(payload) ? payload[0] : payload) as
    { nickname?: string; from?: string; user?: { nickname?: string } } | undefined;
  return one?.nickname ?? one?.from ?? one?.user?.nickname;
}

/** What came to somebody for whom it was not meant. */
function notForThem(transcript: Entry[]): string[] | undefined {
  const nicknames = nicknamesIn(transcript);
  let sender = 0;
  for (const { client, kind, name, payload } of transcript) {
    if (kind === 'sent') sender = client;
    if (kind !== 'received') continue;
    const own = nicknames.get(client);
    const isOwn = own !== undefined && authorOf(payload) === own;
    if (name === 'echo_response' && sender > 0 && sender !== client) {
      return [
        `Client ${client} got "${name}", although client ${sender} had sent something. \`io.emit\` speaks to all;`,
        '`socket.emit` speaks to the one socket of this connection.',
      ];
    }
    if (
      name === 'private_message' &&
      own !== undefined &&
      !isOwn &&
      (payload as { to?: string }).to !== own
    ) {
      return [
        `Client ${client} (${own}) got a "${name}" that is neither from nor to it. \`io.emit\` speaks to all; \`io.to(…).emit\``,
        'speaks to one room, or to one socket by its id.',
      ];
    }
    if (name === 'typing_update' && isOwn) {
      return [
        `Client ${client} (${own}) was told that itself is typing. \`socket.to(room).emit\` leaves out the sender;`,
        '`io.to(room).emit` does not.',
      ];
    }
    if (name === 'user_joined' && isOwn) {
      return [
        `Client ${client} (${own}) was told of its own joining. \`io.emit\` speaks to all; \`socket.broadcast.emit\` and`,
        '`socket.to(…).emit` leave out the one whose socket it is.',
      ];
    }
  }
  return undefined;
}

/** Something of one room that came to another. */
function wrongRoom(transcript: Entry[]): string[] | undefined {
  const nicknames = nicknamesIn(transcript);
  const rooms = new Map<number, string[]>(); // by client, the latest one last
  let hasLeft: string[] | undefined;
  let pollster = 0;
  for (const { client, kind, name, payload } of transcript) {
    if (kind === 'sent' && name.endsWith('_poll')) pollster = client;
    if (kind !== 'received') continue;
    if (name === 'room_joined') {
      rooms.set(client, [...(rooms.get(client) ?? []), String((payload as { room?: unknown }).room)]);
    }
    if (!/^(new|typing|poll|reaction|canvas|cursor)_/.test(name) || name.endsWith('_history')) continue;
    const author = [...nicknames].find(([, nickname]) => nickname === authorOf(payload))?.[0] ?? pollster;
    const from = name === 'new_message' ? (payload as { room?: string }).room : rooms.get(author)?.at(-1);
    const own = rooms.get(client) ?? [];
    if (from === undefined || own.length === 0 || own.at(-1) === from) continue;
    const what = `Client ${client} is in the room ${brief(own.at(-1))} and got "${name}" of the room ${brief(from)}.`;
    if (!own.includes(from)) {
      return [
        `${what} \`io.emit\` and`,
        '`socket.broadcast.emit` speak to all rooms; `io.to(room).emit` and `socket.to(room).emit` to one.',
      ];
    }
    hasLeft ??= [
      `${what} It was`,
      'there before: has it left, by `socket.leave`? Or does `io.emit` speak to all rooms?',
    ];
  }
  return hasLeft;
}

function badResponse({ error, transcript, printed }: Failure, folder: string): string[] | undefined {
  const last = transcript.findLast(({ client }) => client === 0);
  if (!last) return undefined;
  const [method = '', path = ''] = last.name.split(' ');
  if (error instanceof NothingCame) {
    return [
      `Does the handler of ${path} end with response.render, response.redirect or the like? Without one the browser waits.`,
    ];
  }
  const { status } = (last.payload ?? {}) as { status?: number };
  if (status === 500) return [`Your server had an error while it answered: ${errorInPage(printed, folder)}`];
  if (!(error instanceof AssertionError) || typeof error.expected !== 'number') return undefined;
  if (status === 404) {
    return [
      `Your server has nothing at ${path} for ${method}: is there an app.${method.toLowerCase()}('${path}', …), with exactly this`,
      'path, and does it stand before the last app.use, which answers everything else with 404?',
    ];
  }
  if (error.expected === 303) {
    return [
      `The status must be 303, and was ${brief(error.actual)}. A form that was posted is answered by \`response.redirect(303, '/')\`:`,
      'otherwise a reload of the page posts it once more.',
    ];
  }
  return [`The status must be ${error.expected}, and was ${brief(error.actual)}.`];
}

/** What Express has printed of an error in a handler or a template. */
function errorInPage(output: string, folder: string): string {
  const [, message] = /\n\n([^\n]+)\n\s+at /.exec(output) ?? [];
  const [, template, line] = [...output.matchAll(/([^\s"]+\.ejs):(\d+)/g)].at(-1) ?? [];
  if (!template || !message) return errorIn(output, folder);
  return `${message} (${template.replaceAll('\\', '/').replace(`${folder.replaceAll('\\', '/')}/`, '')}, line ${line})`;
}

/**
 * What a process has said of the error that ended it, in one line: the message, and the place in the folder.
 */
export function errorIn(output: string, folder: string): string {
  const plain = output.replaceAll('file://', '').replaceAll('\\', '/');
  const inside = `${folder.replaceAll('\\', '/')}/`;
  const syntax = plain.split('\n').find((line) => line.includes(': ERROR: '));
  if (syntax) {
    const [, file, line, message] = /^(.*):(\d+):\d+: ERROR: (.*)$/.exec(syntax.trim()) ?? [];
    if (file) return `${message} (${file.replace(inside, '')}, line ${line})`;
  }
  const message = plain
    .split('\n')
    .find((line) => /^(\w*Error|Error \[\w+\]|\[?\w+Error\]?)\b.*: /.test(line));
  const place = plain.split('\n').find((line) => /^\s+at /.test(line) && line.includes(inside));
  const [, file, line] =
    /([^/(]*(?:\/[^/(]+)*):(\d+):\d+\)?$/.exec((place ?? '').split(inside).at(-1) ?? '') ?? [];
  if (plain.trim() === '') return 'it ended without a word. Does server.ts end with start(server, …)?';
  const text = (message ?? plain.trim().split('\n').at(-1) ?? 'it said nothing').replaceAll(inside, '');
  return file ? `${text} (${file}, line ${line})` : text;
}
