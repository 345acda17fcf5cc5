// Puts into words why a check did not hold: what was sent, what was expected, what came, and what that looks like.
import { type Cause, type Failure, same } from './causes.ts';
import { PageFailure } from './pages.ts';
import { type Entry, NotForThem, NothingCame, Unmet } from './transcript.ts';
import { brief, wrap } from './words.ts';

const MAX_ENTRIES = 14;

/** The explanation. `nudge` is for when nothing usual is behind it. */
export function explain(failure: Failure, cause: Cause | undefined, nudge: string): string {
  const { error, lastWords, transcript } = failure;
  const { entries } = transcript;
  const page = error instanceof PageFailure ? [error.shown, error.says].filter(Boolean) : [];
  return [
    '',
    'What was sent:',
    listOf(
      entries.filter(({ kind }) => isOutgoing(kind)),
      transcript.ofPages,
    ),
    'What was expected:',
    wrap(expectationOf(error)),
    'What came:',
    ...page.map((line) => wrap(line)),
    ...(transcript.ofPages && entries.every(({ kind }) => isOutgoing(kind))
      ? []
      : [listOf(whatCame(failure), transcript.ofPages)]),
    ...(lastWords === undefined ? [] : [wrap('and then the server ended, because of an error.')]),
    'What that looks like:',
    wrap(cause?.says ?? `Nothing that happens often. ${nudge}`),
  ].join('\n');
}

const isOutgoing = (kind: Entry['kind']) =>
  ['sent', 'request', 'connecting', 'leaving', 'did'].includes(kind);

/**
 * What a newcomer gets, and what is sent every second, is left out where it has nothing to do with the failure. What was
 * judged is always shown.
 */
function whatCame({ error, transcript: { entries, read } }: Failure): Entry[] {
  const judged = error instanceof NothingCame || error instanceof NotForThem ? [...read, error.event] : read;
  const isJudged = new Set<string>(judged);
  const begun = entries.findIndex(({ kind, name }) => kind === 'sent' && name !== 'join_room');
  const shown = entries.filter(
    ({ kind, name }, i) =>
      !isOutgoing(kind) &&
      (isJudged.has(name) ||
        (!(i < begun && kind !== 'refused') && !/^(room_list|stats|cursor_moved)$/.test(name))),
  );
  const rest = shown.filter(({ name }) => !isJudged.has(name)).slice(-Math.max(4, MAX_ENTRIES - 6));
  return shown.filter((entry) => isJudged.has(entry.name) || rest.includes(entry));
}

/** The last of what happened: that is where it went wrong. */
function listOf(entries: Entry[], ofPages: boolean): string {
  if (entries.length === 0) return wrap('nothing');
  // What came to several at once is one line.
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last?.[0] && entry.client > 0 && last[0].kind === entry.kind && same(last[0], entry))
      last.push(entry);
    else groups.push([entry]);
  }
  const left = groups.length - MAX_ENTRIES;
  return [
    ...(left > 0 ? [`… (${left} before that)`] : []),
    ...groups.slice(-MAX_ENTRIES).map((group) => lineOf(group, ofPages ? 'page' : 'client')),
  ]
    .map((line) => `  ${line}`)
    .join('\n');
}

function lineOf(group: Entry[], what: string): string {
  const [{ kind, name, payload }] = group as [Entry];
  const text = payload === undefined ? '' : ` ${brief(payload)}`;
  const clients = [...new Set(group.map(({ client }) => client))];
  const many = clients.length > 6 ? `${clients.length} ${what}s` : `${what}s ${clients.join(', ')}`;
  const isOne = clients.length === 1;
  const who = isOne ? `${what} ${clients[0]}` : many;
  if (kind === 'connecting') return `${who} ${isOne ? 'connects' : 'connect'}`;
  if (kind === 'leaving') return `${who} ${isOne ? 'leaves' : 'leave'}`;
  if (kind === 'refused') return `${who} ${isOne ? 'was' : 'were'} not let in: ${name}`;
  if (kind === 'did') return `${who}: ${isOne ? '' : 'each '}${name}`;
  if (kind === 'sent') return `${who} → ${name}${text}`;
  if (kind === 'answer') return `${who} ← the answer to ${name}:${text}`;
  if (kind === 'received') return `${who} ← ${name}${text}`;
  return kind === 'request' ? `${name}${text}` : `${name} was answered with${text}`;
}

/** What should have been, in a sentence. */
export function expectationOf(error: unknown): string {
  if (error instanceof NothingCame) {
    const { kind, event, client, seconds, having } = error;
    const what =
      kind === 'event'
        ? `"${event}" for client ${client}${having}`
        : `an answer to ${kind === 'answer' ? `"${event}"` : event}`;
    return `${what}, within ${seconds.toFixed(0)} seconds`;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('Could not connect')) return 'that every client can connect';
  if (!(error instanceof Unmet)) return message;
  const { operator, expected, actual } = error;
  const values: Record<string, string> = {
    matches: `a text like ${brief(expected)}, and not ${brief(actual)}`,
    matchesNot: `no text like ${brief(expected)}, but it was ${brief(actual)}`,
    isNot: `anything but ${brief(expected)}`,
    is: `${brief(expected, 300)}, and not ${brief(actual, 300)}`,
  };
  // "true, and not false" says nothing to anyone who has read the sentence.
  const isPlain = typeof expected === 'boolean' || !values[operator];
  return isPlain ? message : `${message}: ${values[operator]}`;
}
