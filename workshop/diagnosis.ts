// What usually is behind a check that does not hold: rules that look at what was sent and what came.
import { AssertionError } from 'node:assert';
import { PageFailure } from '../tests/pages.ts';
import { type Entry, NothingCame } from '../tests/transcript.ts';
import { type Contract, nearest } from './contract.ts';
import { errorIn, errorInPage } from './errors.ts';
import { type Failure, brief, same } from './failure.ts';
import { notForThem, stillThere, wrongRoom } from './recipients.ts';

/** Goes through what usually is behind a failure; the first that fits is the answer. */
export function looksLike(failure: Failure, folder: string, contract: Contract): string[] {
  const { error, transcript, lastWords } = failure;
  if (lastWords?.includes("reading 'mayAsk'")) {
    return [
      'limitEvents counts by the seats that limitConnections gives. Call `limitConnections(io)` in server.ts, right after',
      'the line with `new Server(server, serverOptions)`.',
    ];
  }
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

/** A snapshot that nobody ever got. */
function noSnapshot(error: unknown, transcript: Entry[], { fromServer }: Contract): string[] | undefined {
  if (error instanceof AssertionError) return undefined;
  const never = [...fromServer.keys()]
    .filter((name) => /_(history|list)$/.test(name))
    .find((name) => !transcript.some((entry) => entry.kind === 'received' && entry.name === name));
  if (!never || !transcript.some(({ kind }) => kind === 'received')) return undefined;
  return [`Your server never sends "${never}", although it is due for everybody who connects.`];
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
