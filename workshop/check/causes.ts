// What usually is behind a check that does not hold: rules that look at what was sent, at what came, and at the code.
import { type Contract, nearest } from './contract.ts';
import { PageFailure } from './pages.ts';
import { notGot, notMeant, stillThere } from './recipients.ts';
import {
  type Place,
  brokenLine,
  counterpart,
  errorIn,
  find,
  linesWith,
  nameOfPlace,
  placeAt,
} from './source.ts';
import { type Entry, NothingCame, type Transcript, Unmet } from './transcript.ts';
import { brief } from './words.ts';

/** A check that did not hold. */
export interface Failure {
  layer: string;
  sentence: string;
  error: unknown;
  transcript: Transcript;
  /** What the server printed before it ended; undefined when it goes on. */
  lastWords?: string | undefined;
  /** What it printed during the check. */
  printed: string;
}

/** What was checked (a folder or an address), and the demo that it should be like. */
export interface Compared {
  folder: string;
  demo: string;
  contract: Contract;
}

/** What is behind a failure. Where they are known, the place in the copy and the line of the demo to compare it with. */
export interface Cause {
  says: string;
  place?: Place | undefined;
  line?: Place | undefined;
}

type Rule = (failure: Failure, compared: Compared) => Cause | string | undefined;

/** Goes through what usually is behind a failure; the first that fits is the answer. */
export function causeOf(failure: Failure, compared: Compared): Cause | undefined {
  const rules = failure.error instanceof PageFailure ? pageRules : serverRules;
  for (const rule of [ended, ...rules]) {
    const cause = rule(failure, compared);
    if (cause) return typeof cause === 'string' ? { says: cause } : cause;
  }
  return undefined;
}

/** What a server has printed of an error, as a cause. */
export function errorCause(output: string, { folder, demo }: Compared, before: string): Cause {
  const { text, place } = errorIn(output, folder);
  const [, name] = /(\w+) is not defined/.exec(text) ?? [];
  const declares = new RegExp(`\\b(import|const|let|function|class)\\b.*\\b${name}\\b`);
  if (!name) return { says: `${before}${text}`, place, line: place && counterpart(demo, place) };
  const [line] = linesWith(demo, declares, place ? new RegExp(`^${place.file}$`) : /\.ts$/);
  const here = `A name must be declared or imported in the file that uses it.`;
  return { says: `${before}${text}. ${here}`, place, line: line ?? (place && counterpart(demo, place)) };
}

const ended: Rule = ({ lastWords }, compared) => {
  if (lastWords?.includes("reading 'mayAsk'")) {
    const says =
      'limitEvents counts by the seats that limitConnections gives. Call `limitConnections(io)` in server.ts, right after the line with `new Server(server, serverOptions)`.';
    return { says, line: find(compared.demo, 'limitConnections(io)') };
  }
  const before = 'Your code has thrown an error, and that ends the server for everybody: ';
  return lastWords === undefined ? undefined : errorCause(lastWords, compared, before);
};

/** The names that the code of a copy uses in `emit('…')` or in `on('…')`. */
const quoted = (name: string) => new RegExp(`['"\`]${name}['"\`]`);

/**
 * An event that the demo does not have came in place of one that was awaited. Somebody's own event, from an exercise
 * perhaps, is no mistake.
 */
const unknownEvent: Rule = ({ error, transcript }, { folder, demo, contract: { fromServer } }) => {
  const awaited = error instanceof NothingCame && error.kind === 'event' ? error.event : undefined;
  const came = transcript.entries.filter(({ kind }) => kind === 'received').map(({ name }) => name);
  const unknown = came.filter((name) => !fromServer.has(name));
  for (const name of unknown) {
    const meant = nearest(name, fromServer.keys());
    if (!meant || (awaited && meant !== awaited)) continue;
    const says = `Your server sends "${name}", and there is no such event in this demo. Is "${meant}" meant? A name must be the same on both sides, letter by letter.`;
    return { says, place: find(folder, quoted(name)), line: find(demo, `emit('${meant}'`) };
  }
  if (!awaited || came.includes(awaited) || !unknown[0]) return undefined;
  const says = `Your server sends "${unknown[0]}", which this demo does not have, and not "${awaited}".`;
  return { says, place: find(folder, quoted(unknown[0])), line: find(demo, `emit('${awaited}'`) };
};

const missingField: Rule = ({ error, transcript }, { folder, contract: { fromServer } }) => {
  for (const { kind, name, payload } of transcript.entries) {
    if (kind !== 'received' || (error instanceof NothingCame && error.event !== name)) continue;
    const fields = fromServer.get(name) ?? [];
    const one: unknown = Array.isArray(payload) ? payload[0] : payload;
    if (fields.length === 0 || (Array.isArray(payload) && payload.length === 0)) continue;
    const missing =
      typeof one === 'object' && one !== null ? fields.filter((field) => !Object.hasOwn(one, field)) : fields;
    if (missing.length > 0) {
      const says = `What your server sends with "${name}" has no ${missing.join(', no ')}. It must have: ${fields.join(', ')}.`;
      return { says, place: find(folder, `emit('${name}'`) };
    }
  }
  return undefined;
};

/** An event that guard.ts has stopped, because the contract does not name it. */
const outsideContract: Rule = ({ transcript }, { folder, demo, contract: { fromBrowser } }) => {
  for (const { kind, name, payload } of transcript.entries) {
    const { error } = (payload ?? {}) as { error?: unknown };
    if (kind !== 'answer' || !fromBrowser.has(name)) continue;
    if (!String(error).startsWith('This server does not know the event')) continue;
    return {
      says: `"${name}" is not among the clientEvents in your events.ts, or not under exactly this name. guard.ts lets nothing through that is not there.`,
      place: find(folder, 'clientEvents = {', /^events\.ts$/),
      line: find(demo, `${name}: `, /^events\.ts$/),
    };
  }
  return undefined;
};

const refusedConnection: Rule = ({ transcript }, { demo }) => {
  const refused = transcript.entries.findLast(({ kind }) => kind === 'refused');
  if (!refused || !/poll error|websocket error|timeout/.test(refused.name)) return undefined;
  const says =
    'No Socket.IO server answers there. Is there a `new Server(server, serverOptions)` in server.ts, on the same server that start() is called with?';
  return { says, line: find(demo, 'new Server(server, serverOptions)') };
};

const noAnswer: Rule = ({ error, transcript }, { folder, demo, contract: { fromServer } }) => {
  if (!(error instanceof NothingCame) || error.kind !== 'answer') return undefined;
  const { entries } = transcript;
  const since = entries.slice(
    entries.findLastIndex(({ kind, name }) => kind === 'sent' && name === error.event),
  );
  // What is sent to whoever connects is no effect of it.
  const unasked = /_(history|list|counts?)$|^(session|status|stats|room_joined)$/;
  const effect = since.find(
    ({ kind, name }) => kind === 'received' && fromServer.has(name) && !unasked.test(name),
  );
  const listener = find(demo, `socket.on('${error.event}'`);
  const place = find(folder, `socket.on('${error.event}'`);
  if (effect) {
    return {
      says: `Your server acted on "${error.event}" (it sent "${effect.name}"), but never answered. Each handler must call its ack in the end, as in \`ack({ ok: true })\`; otherwise the page believes that it failed.`,
      place,
      line: linesWith(demo, 'ack({ ok: true', /\.ts$/).findLast(({ file }) => file === listener?.file),
    };
  }
  const says = `Nothing in your server answers to "${error.event}". Is there a \`socket.on('${error.event}', …)\`, with exactly this name, is it reached for each socket that connects (see server.ts), and does it call its \`ack\`?`;
  return { says, place, line: place ? uncalled(folder, demo, 'server.ts') : listener };
};

const nameIn = ({ code }: Place) => /\w+/.exec(code)?.[0];

/** A call of registerX or setupX that the demo has and the copy has not. */
function uncalled(folder: string, demo: string, file: string, names = /./): Place | undefined {
  const only = new RegExp(`^${file}$`);
  const calls = (where: string) => linesWith(where, /^(register|setup|enter)\w+\(/, only);
  const own = new Set(calls(folder).map(nameIn));
  return own.size === 0 && !find(folder, /./, only)
    ? undefined
    : calls(demo).find((one) => !own.has(nameIn(one)) && names.test(nameIn(one) ?? ''));
}

const noEvent: Rule = ({ error, transcript }, { folder, demo }) => {
  if (!(error instanceof NothingCame) || error.kind !== 'event') return undefined;
  const { event, client } = error;
  const own = transcript.entries.filter((entry) => entry.client === client);
  const [place, line] = [find(folder, `emit('${event}'`), find(demo, `emit('${event}'`)];
  const call = uncalled(folder, demo, 'server.ts');
  const hasCome = own.some(({ kind, name }) => kind === 'received' && name === event);
  if (!hasCome && call) {
    const says = `Your server does not send "${event}" here. server.ts has no \`${call.code}\`: is it called for each socket that connects?`;
    return { says, line: call };
  }
  const isAsked = own.some(({ kind }) => kind === 'sent');
  const reason = isAsked
    ? `Is there a line that emits '${event}', with exactly this name, and is it reached?`
    : `It is due when somebody has connected: look for the place that runs once for each socket, and emits '${event}'.`;
  const done = transcript.entries.findLast(({ kind }) => /^(sent|connecting|leaving)$/.test(kind));
  const again =
    done?.kind === 'leaving'
      ? `again${error.having}, after client ${done.client} had left. Is there a \`socket.on('disconnect', …)\` that emits it?`
      : 'again, or not with what was expected.';
  const says = hasCome
    ? `"${event}" came to client ${client}, but not ${again}`
    : `Your server does not send "${event}" here. ${reason}`;
  return { says, place, line };
};

/** The same message again, or two for one. */
const twice: Rule = ({ transcript: { entries } }) => {
  const received = entries.filter(({ kind }) => kind === 'received');
  const repeated = received.find(
    (entry, i) =>
      /^(new_|private_|echo_)/.test(entry.name) &&
      received.slice(0, i).some((before) => before.client === entry.client && same(before, entry)),
  );
  if (repeated)
    return `Client ${repeated.client} got the same "${repeated.name}" twice. It is sent twice, or as part of a list and again by itself, or a listener was added twice: each \`.on(…)\` adds one more.`;
  for (const [up, down] of [
    ['send_message', 'new_message'],
    ['echo_message', 'echo_response'],
  ]) {
    const done = entries.filter(
      ({ kind, name, payload }) =>
        kind === 'answer' && name === up && (payload as { ok?: unknown })?.ok === true,
    );
    const broadcasts = received.filter(({ client, name }) => name === down && client === done[0]?.client);
    if (done.length > 0 && broadcasts.length > done.length)
      return `${done.length} × "${up}" led to ${broadcasts.length} × "${down}". It is sent more than once, as a history perhaps, which has an event of its own, or a listener was added more than once: each \`.on(…)\` adds one more.`;
  }
  return undefined;
};

export const same = (a: Entry, b: Entry) =>
  a.name === b.name && JSON.stringify(a.payload) === JSON.stringify(b.payload);

/** A snapshot that nobody ever got. */
const noSnapshot: Rule = ({ error, transcript: { entries } }, { folder, demo, contract: { fromServer } }) => {
  if (error instanceof Unmet) return undefined;
  const came = new Set(entries.filter(({ kind }) => kind === 'received').map(({ name }) => name));
  const never = [...fromServer.keys()].find((name) => /_(history|list)$/.test(name) && !came.has(name));
  if (!never || came.size === 0) return undefined;
  return {
    says: `Your server never sends "${never}", although it is due for everybody who connects.`,
    place: find(folder, quoted(never), /^(server|handlers\/.*)\.ts$/),
    line: find(demo, `emit('${never}'`),
  };
};

const badResponse: Rule = ({ error, transcript: { entries }, printed }, compared) => {
  const last = entries.findLast(({ client }) => client === 0);
  if (!last) return undefined;
  const [method = '', path = ''] = last.name.split(' ');
  const route = `app.${method.toLowerCase()}('${path}'`;
  const [place, line] = [find(compared.folder, route), find(compared.demo, route)];
  if (error instanceof NothingCame) {
    const says = `Does the handler of ${path} end with response.render, response.redirect or the like? Without one the browser waits.`;
    return { says, place, line };
  }
  const { status } = (last.payload ?? {}) as { status?: number };
  if (status === 500) return errorCause(printed, compared, 'Your server had an error while it answered: ');
  if (!(error instanceof Unmet) || typeof error.expected !== 'number') return undefined;
  if (error.operator === 'isNot') return `Your server answers ${path}, which is for nobody.`;
  if (status === 404) {
    const says = `Your server has nothing at ${path} for ${method}: is there an app.${method.toLowerCase()}('${path}', …), with exactly this path? It must come before the last app.use, which answers every other request with 404.`;
    return { says, place, line };
  }
  if (error.expected === 303)
    return `The status must be 303, and was ${brief(error.actual)}. A form that was posted is answered by \`response.redirect(303, '/')\`: otherwise a reload of the page posts it once more.`;
  return `The status must be ${error.expected}, and was ${brief(error.actual)}.`;
};

/** A request that was answered with the sentence of another rule than the one that was expected. */
const otherSentence: Rule = ({ error, transcript: { entries } }, { folder }) => {
  const last = entries.findLast(({ kind }) => kind === 'answer');
  const { ok, error: said } = (last?.payload ?? {}) as { ok?: boolean; error?: string };
  if (!last || !(error instanceof Unmet) || (error.actual !== ok && error.actual !== said)) return undefined;
  const payload = brief(
    entries
      .slice(0, entries.indexOf(last))
      .findLast(({ kind, name }) => kind === 'sent' && name === last.name)?.payload,
  );
  const says = ok
    ? `Your server accepted "${last.name}" with ${payload}. Which rule should reject it: one of the schema in events.ts, or one in the handler?`
    : `Your server rejected "${last.name}" with ${payload}: "${said}"`;
  return { says, place: find(folder, `${last.name}: `, /^events\.ts$/) };
};

const serverRules: Rule[] = [
  unknownEvent,
  missingField,
  outsideContract,
  refusedConnection,
  noAnswer,
  ({ error, transcript }) => stillThere(error, transcript.entries),
  ({ error, transcript }) => notGot(error, transcript.entries),
  noEvent,
  noSnapshot,
  ({ error, transcript }) => notMeant(error, transcript.entries),
  twice,
  badResponse,
  otherSentence,
];

const scripts = /^public\/.*\.js$/;
/** What Socket.IO itself tells a page. */
const BUILT_IN =
  /^(connect|disconnect|connect_error|upgrade|data|packet\w*|message|close|ping|reconnect\w*)$/;

/** A script of the page that has failed, or a file that is missing. */
const scriptError: Rule = ({ error }, { folder, demo }) => {
  const { problem } = error as PageFailure;
  if (!problem) return undefined;
  const [, file = '', line = ''] = /\((public\/\S+), line (\d+)\)$/.exec(problem) ?? [];
  const place =
    placeAt(folder, file, Number(line)) ??
    (problem.includes('SyntaxError') ? brokenLine(folder, demo, scripts) : undefined);
  const [, name] = /(\w+) is not defined/.exec(problem) ?? [];
  const declared = name && find(demo, new RegExp(`^(import|const|let|function)\\b.*\\b${name}\\b`), scripts);
  const where = place && !file ? ` (${nameOfPlace(place)})` : '';
  return { says: problem + where, place, line: declared || (place && counterpart(demo, place)) };
};

/** The page says something that the contract does not have. */
const pageSends: Rule = ({ transcript: { entries } }, { folder, demo, contract: { fromBrowser } }) => {
  for (const entry of entries.filter(({ kind }) => kind === 'sent')) {
    const { client, name, payload } = entry;
    const place = find(folder, new RegExp(`mit\\w*\\(\\s*['"\`]${name}['"\`]`), scripts);
    const meant = fromBrowser.has(name) ? name : nearest(name, fromBrowser.keys());
    const line = meant ? find(demo, new RegExp(`mit\\w*\\('${meant}'`), scripts) : undefined;
    if (!fromBrowser.has(name)) {
      const isMeant = meant ? `Is "${meant}" meant?` : `It has: ${[...fromBrowser.keys()].join(', ')}.`;
      const says = `Page ${client} sends "${name}", and there is no such event in this demo. ${isMeant}`;
      return { says, place, line };
    }
    const missing = (fromBrowser.get(name) ?? []).filter(
      (field) => !Object.hasOwn(Object(payload) as object, field),
    );
    const answer = entries
      .slice(entries.indexOf(entry))
      .find((one) => one.kind === 'answer' && one.name === name);
    const { ok, error: said } = (answer?.payload ?? {}) as { ok?: boolean; error?: string };
    if (answer && ok === false) {
      const fields = missing.length > 0 ? ` It has no ${missing.join(', no ')}.` : '';
      const says = `Page ${client} sends "${name}" with ${brief(payload)}, and the server rejects it: "${said}"${fields}`;
      return { says, place, line };
    }
  }
  return undefined;
};

/** The server has not let the page in. */
const pageRefused: Rule = ({ transcript: { entries } }, { folder, demo }) => {
  const refused = entries.find(({ kind }) => kind === 'refused');
  if (!refused) return undefined;
  const says = `The server did not let page ${refused.client} in: "${refused.name}" What does the page send with the handshake, in socket.auth?`;
  return { says, place: find(folder, 'send({', scripts), line: find(demo, 'send({', scripts) };
};

/** The page listens to an event that does not exist. */
const pageListens: Rule = (_failure, { folder, demo, contract: { fromServer } }) => {
  for (const place of linesWith(folder, /socket\.on\(\s*['"`]\w+['"`]/, scripts)) {
    const [, name = ''] = /socket\.on\(\s*['"`](\w+)['"`]/.exec(place.code) ?? [];
    const meant = fromServer.has(name) || BUILT_IN.test(name) ? undefined : nearest(name, fromServer.keys());
    if (!meant) continue;
    const says = `${nameOfPlace(place)} listens to "${name}", and the server never sends that. Is "${meant}" meant?`;
    return { says, place, line: find(demo, `socket.on('${meant}'`, scripts) };
  }
  return undefined;
};

/** An element that a template should bring. */
const notInViews: Rule = ({ error }, { folder, demo }) => {
  const { missing } = error as PageFailure;
  const id = `id="${missing.slice(1)}"`;
  const line = find(demo, id, /\.ejs$/);
  if (!line) return undefined;
  const include = `include('${line.file.replace(/^views\/|\.ejs$/g, '')}')`;
  const says = `The page has no ${missing}. It belongs in ${line.file}, and views/index.ejs must include that file: \`<%- ${include} %>\`.`;
  return { says, line: find(folder, id, /\.ejs$/) ? find(demo, include, /\.ejs$/) : line };
};

/** Only chat.js has a form whose page is watched for this. */
const loadedAgain: Rule = ({ error }, { folder, demo }) => {
  if (!(error as PageFailure).message.includes('preventDefault')) return undefined;
  const place = find(folder, /['"`]submit['"`]/, /^public\/chat\.js$/);
  const says =
    'A browser loads the page again when a form is sent. The listener for `submit` in public/chat.js prevents that if it calls `event.preventDefault()` before anything else.';
  return { says, place, line: place && counterpart(demo, place) };
};

/** The layer that is checked, or what connects. What is missing of others can't be behind it. */
const notSetUp: Rule = ({ layer }, { folder, demo }) => {
  const names = new RegExp(`^(enter\\w+|setup(connection|${layer.replace(' in the browser', '')}))$`, 'i');
  const line = uncalled(folder, demo, 'public/main.js', names);
  const name = line && nameIn(line);
  const file = name && find(folder, new RegExp(`(function|const) ${name}\\b`), scripts)?.file;
  if (!file) return undefined;
  return { says: `public/main.js never calls ${name}(…), so nothing of ${file} runs on the page.`, line };
};

const shownTwice: Rule = ({ error }) => {
  const { found, wanted, because } = error as PageFailure;
  return found > wanted && because ? because : undefined;
};

/** The page has got something, and does not show it; or it has sent nothing. */
const notShown: Rule = ({ error, transcript: { entries } }, { folder, demo, contract: { fromServer } }) => {
  const { page, wanted, shown } = error as PageFailure;
  const begun = entries.findLastIndex(({ kind }) => kind === 'did');
  const since = entries.slice(begun);
  const news = /_(list|history|counts?)$|^(stats|session|status|room_joined|user_\w+)$/;
  const came = since.findLast(
    ({ client, kind, name }) =>
      client === page && kind === 'received' && fromServer.has(name) && !news.test(name),
  );
  if (came && wanted > 0) {
    const listener = `socket.on('${came.name}'`;
    const line = find(demo, listener, scripts);
    // An exercise has a listener that the demo has not.
    const place = find(folder, listener, line ? new RegExp(`^${line.file}$`) : scripts);
    const where = place
      ? `What does the listener in ${nameOfPlace(place)} do with it?${shown.includes('[object Object]') ? ' "[object Object]" is a whole object as text: show one of its fields.' : ''}`
      : `Is there a \`${listener}, …)\` in ${line?.file ?? 'public/'}?`;
    const says = `Page ${page} got "${came.name}" with ${brief(came.payload)}, and does not show it. ${where}`;
    return { says, place, line };
  }
  const action = entries[begun];
  if (
    wanted === 0 ||
    !action ||
    since.some(({ client, kind }) => client === action.client && kind === 'sent')
  )
    return undefined;
  return `Page ${action.client} has sent nothing after this: ${action.name}. Is there a listener for it in public/, and does it reach the line with \`emitWithAck\`?`;
};

const pageRules: Rule[] = [
  scriptError,
  pageRefused,
  notInViews,
  loadedAgain,
  pageSends,
  pageListens,
  shownTwice,
  notSetUp,
  notShown,
  ({ error }) => (error as PageFailure).because,
];
