// Starts a class as the instructor does, on a free port of this computer, and joins it.
import { type Client, connect } from '../../workshop/check/client.ts';
import { type Running, root, run } from '../../workshop/check/harness.ts';
import type { Results, Tile } from '../../workshop/class/events.ts';
import { type ClassMember, type MemberState, joinClass } from '../../workshop/class/member.ts';

export const runClass = (args: string[], env: NodeJS.ProcessEnv = {}): Running =>
  run(process.execPath, ['workshop/run/run.mjs', 'workshop/class/class.ts', ...args], {
    cwd: root,
    env: { HOST: '127.0.0.1', PORT: undefined, ...env },
  });

export interface Class {
  url: string;
  key: string;
  running: Running;
}

export async function startClass(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Class> {
  const running = runClass(['--port', '0', ...args], env);
  const [, url = '', key = ''] = await running.printed(/board: (\S+)\/board#(\w+)/);
  await running.printed(/The class is ready/);
  return { url, key, running };
}

/** The instructor, without a page. */
export const instruct = ({ url, key }: Class): Promise<Client> =>
  connect(url, { auth: { role: 'instructor', key } });

/** Waits until something that a client receives is as wanted. */
async function until<Kind>(client: Client, event: string, found: (payload: Kind) => boolean): Promise<Kind> {
  for (;;) {
    const payload = (await client.next(event)) as Kind;
    if (found(payload)) return payload;
  }
}

/** Waits until the board has this student like that, and returns the tile. */
export async function tileOf(
  board: Client,
  alias: string,
  isAsWanted: (tile: Tile) => boolean = () => true,
): Promise<Tile> {
  const matches = (tile: Tile) => tile.alias === alias && isAsWanted(tile);
  const tiles = await until<Tile[]>(board, 'tiles_updated', (all) => all.some(matches));
  return tiles.find(matches)!;
}

export const resultsOf = (board: Client, isAsWanted: (results: Results) => boolean): Promise<Results> =>
  until(board, 'results_updated', isAsWanted);

/** A member, and all that it was told. `told` waits for something of a kind that is as wanted. */
export interface Witness extends ClassMember {
  states: MemberState[];
  told: (kind: string, isAsWanted?: (value: never) => boolean) => Promise<unknown>;
  all: (kind: string) => unknown[];
}

export function join(address: string, alias: string, session?: string): Witness {
  const heard: { kind: string; value: unknown }[] = [];
  const waiting = new Set<() => void>();
  const states: MemberState[] = [];
  const note = (kind: string) => (value: unknown) => {
    heard.push({ kind, value });
    for (const check of waiting) check();
  };
  const member = joinClass({
    address,
    alias,
    ...(session && { session }),
    onLead: note('lead'),
    onMessage: note('message'),
    onQuestion: note('question'),
    onDemos: note('demos'),
    onState: (state) => {
      states.push(state);
      note('state')(state);
    },
  });
  const told = (kind: string, isAsWanted: (value: never) => boolean = () => true) =>
    new Promise((done) => {
      const check = () => {
        const found = heard.find((one) => one.kind === kind && isAsWanted(one.value as never));
        if (!found) return;
        waiting.delete(check);
        done(found.value);
      };
      waiting.add(check);
      check();
    });
  const all = (kind: string) => heard.filter((one) => one.kind === kind).map(({ value }) => value);
  return { ...member, states, told, all };
}

export const connected = ({ connection }: MemberState): boolean => connection === 'connected';
export const ended = ({ connection }: MemberState): boolean => connection === 'ended';
