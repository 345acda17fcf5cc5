// What the fuzzer sends: a recording of each demo's packets, and the ways to spoil text and WebSocket frames.

/** Random choices that are the same for the same seed. */
export class Random {
  #state = 0;

  constructor(seed: string) {
    for (const letter of seed) this.#state = Math.imul(this.#state ^ letter.charCodeAt(0), 16777619) + 1;
  }

  /** A whole number from 0 to `end - 1` (the generator mulberry32). */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  chance = (percent: number): boolean => this.below(100) < percent;
  pick = <T>(list: readonly T[]): T => list[this.below(list.length)]!;
}

export const words = (text: string): string[] => text.trim().split(/\s+/);
const echo = words('["echo_message",{"text":"hello"}]');
const chat = words('["send_message",{"text":"hello"}]');
const rooms = words(`["join_room",{"room":"general"}] ["join_room",{"room":"r$number"}] ["typing_start",{}]
  ["typing_stop",{}] ["send_whisper",{"to":"$name","text":"psst"}]`);

/** Every event of each demo's contract. The words with a $ are filled in when a packet is sent. */
export const recordings: Record<string, string[]> = {
  demo3: echo,
  demo4: chat,
  demo5: chat,
  demo6: [...chat, ...rooms],
  demo7: words(`${chat.join(' ')} ${rooms.join(' ')} ["move_cursor",{"x":0.5,"y":0.25}] ["clear_canvas",{}]
    ["create_poll",{"question":"Tea?","options":["yes","no"]}] ["vote_poll",{"poll":"$id","option":1}]
    ["close_poll",{"poll":"$id"}] ["toggle_reaction",{"message":"$id","emoji":"👍"}]
    ["draw",{"line":1,"color":"#1d4ed8","width":"thin","points":[{"x":0.1,"y":0.2},{"x":1,"y":0}]}]
    ["undo_stroke",{}] ["restore_canvas",{}] ["become_host",{"key":"$id"}] ["delete_message",{"message":"$id"}]
    ["remove_person",{"user":"$id"}] ["set_room_mode",{"frozen":true,"seconds":5}]`),
  'demo-sidebar': [...echo, ...chat, ...words('["watch_ball",{}] ["unwatch_ball",{}]')],
};

/** Values in JSON that no page sends. */
const hostile = [
  ...words(String.raw`null true -1 1e400 9007199254740993 1e-400 "" [] {} [[],null] "__proto__" "constructor"
    "\ud800" "\u0000" "\u202e\u2066x" "*" {"__proto__":{"ok":1}} {"constructor":{"prototype":{"x":1}}}
    {"toString":1,"length":5,"then":1} {"length":{"toString":0}} {"_placeholder":true,"num":0} {"_placeholder":true,"num":-1}`),
  ...[500, 501, 17_000].map((length) => `"${'x'.repeat(length)}"`),
  ...[20, 1000, 8000].map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  `${'{"a":'.repeat(2500)}1${'}'.repeat(2500)}`,
  `"${' '.repeat(15_000)}a"`, // for regular expressions that go back and forth
  `"${'\\ufdfa'.repeat(2500)}"`, // NFKC turns each into 18 letters
  `"a${'\\u0301'.repeat(2500)}"`, // a pile of marks
  `[${'{"x":0,"y":1},'.repeat(1000)}{"x":1,"y":0}]`,
];
const prefixes = words(
  '0 1 2 3 4 5 6 40 41 43 44 45 46 47 40/admin, 42/admin, 451- 452- 461-0 42999999999999999999',
);
const reserved = words('connect connect_error disconnect disconnecting error newListener message');

type Mutation = (text: string, random: Random, isWild: boolean) => string;

/** Puts something hostile in the place of one JSON value. */
const swapValue: Mutation = (text, random, isWild) => {
  const start = text.search(/[[{]/);
  const spots: { holder: Record<string, unknown>; key: string }[] = [];
  const walk = (holder: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(holder)) {
      spots.push({ holder, key });
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>);
    }
  };
  try {
    const json = JSON.parse(text.slice(start)) as Record<string, unknown>;
    walk(json);
    // The server ends a connection whose event has no valid name, so a tame client keeps the name.
    const { holder, key } = random.pick(isWild || !Array.isArray(json) ? spots : spots.slice(1));
    holder[key] = '$hostile';
    return text.slice(0, start) + JSON.stringify(json).replace('"$hostile"', () => random.pick(hostile));
  } catch {
    return text + (isWild ? random.pick(hostile) : ''); // not JSON, or nothing in it
  }
};

/** Cuts a text into three parts. The one in the middle is mostly short. */
function cut(text: string, random: Random): [string, string, string] {
  const from = random.below(text.length + 1);
  const to = from + 1 + random.below(random.pick([2, 8, 400]));
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}

const bytes = (random: Random, count: number) =>
  Array.from({ length: count }, () => String.fromCharCode(random.below(256))).join('');
const inMiddle =
  (change: (part: string, random: Random) => string): Mutation =>
  (text, random) => {
    const [before, part, after] = cut(text, random);
    return before + change(part, random) + after;
  };
const wild: Mutation[] = [
  swapValue,
  (text, random) => text.replace(/\["\w+"/, `["${random.pick(reserved)}"`),
  (text, random) => text.replace(/^\d*/, random.pick(prefixes)),
  inMiddle(() => ''),
  inMiddle((part, random) => bytes(random, part.length)),
  inMiddle((part, random) => part + bytes(random, 2)),
  inMiddle((part, random) => part.repeat(2 + random.below(8))),
];

/** Spoils a packet: only its values, so that the connection stays open, or anything. Each letter is one byte. */
export function mutate(text: string, random: Random, isWild: boolean): string {
  const times = random.pick([1, 1, 1, 2, 4]);
  for (let i = 0; i < times; i++) text = (isWild ? random.pick(wild) : swapValue)(text, random, isWild);
  return text.slice(0, 60_000);
}

/** A WebSocket frame from a client. Its mask is zero, so the payload stays as it is. */
export function frame(payload: string, first = 0x81, mask = 0x80): Buffer {
  const { length } = payload;
  const size = length < 126 ? [mask | length] : [mask | 126, length >> 8, length & 255];
  const head = Buffer.from([first, ...size, ...(mask ? [0, 0, 0, 0] : [])]);
  return Buffer.concat([head, Buffer.from(payload, 'latin1')]);
}

/** A message in frames that no browser sends. Some are allowed. */
export function oddFrames(payload: string, random: Random): Buffer {
  const [before, part, after] = cut(payload, random);
  const goodbye = random.pick(['', '\x03', '\x00\x00', '\x03\xe8\xff', '\x03\xe8bye']);
  const empties = Array.from({ length: random.pick([10, 62, 70]) }, () => frame('', 0x00));
  const ways = [
    [frame(before, 0x01), frame(part, 0x00), frame('', 0x89), frame(after, 0x80)],
    [frame(before, 0x01), ...empties, frame(part + after, 0x80)],
    [frame(payload, 0x82)], // binary
    [frame(payload.slice(0, 125), random.pick([0x89, 0x8a])), frame(payload)], // a ping or a pong
    Array.from({ length: 50 }, () => frame('ping', 0x89)),
    [frame(before, 0x01), frame(part)], // a new message before the end of the last one
    [frame(payload, random.pick([0x80, 0x83, 0x8b, 0xc1, 0xf1, 0x09]))], // bad opcodes and flags
    [frame(payload, 0x81, 0)], // without a mask
    [frame(payload.padEnd(200), 0x89)], // too long for a ping
    [frame(payload), frame(goodbye, 0x88), frame(payload)],
    [Buffer.from(`\x81\xff${bytes(random, 12)}`, 'latin1')], // a length of many terabytes
    [frame(payload).subarray(0, -1)],
  ];
  return Buffer.concat(random.pick(ways));
}
