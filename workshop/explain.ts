// Puts into words why a check did not hold: what was sent, what was expected, what came, and what that looks like.
import { AssertionError } from 'node:assert';
import { PageFailure } from '../tests/pages.ts';
import { type Entry, NothingCame } from '../tests/transcript.ts';
import type { Contract } from './contract.ts';
import { looksLike } from './diagnosis.ts';
import { type Failure, brief, same } from './failure.ts';

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
