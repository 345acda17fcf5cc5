// The target: what a word on the command line means, and which rules the pages of that server follow.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DidNotStart } from '../check/harness.ts';
import { folderOf, nameOf } from '../run/folders.ts';
import { Mistake } from '../run/options.mjs';
import { Person } from './person.ts';
import { RULES, type RulesName } from './rules.ts';
import { until } from './run.ts';
import { type Subject, foreign, own } from './subject.ts';
import { Trace } from './trace.ts';

/** What is tortured, and what it has said about itself. */
export interface Target {
  name: string;
  start: (trace: Trace) => Promise<Subject>;
  page: RulesName | undefined;
  keeps: boolean | undefined;
}

export function targetOf(word: string, servers: number): Target {
  if (/^https?:/.test(word) || /^[\w.-]+:\d+$/.test(word)) {
    const url = word.startsWith('http') ? word : `http://${word}`;
    if (!URL.canParse(url))
      throw new Mistake(
        `"${word}" is not a valid address. Name a demo, a folder, or an address such as http://localhost:5007.`,
      );
    const { protocol, origin } = new URL(url);
    if (protocol === 'https:') throw new Mistake('It can’t break connections that are encrypted: use http:.');
    return { name: origin, start: async () => foreign(origin), page: undefined, keeps: undefined };
  }
  const folder = folderOf(word);
  if (!existsSync(join(folder, 'server.ts')))
    throw new Mistake(`There is no server.ts in ${nameOf(folder)}/.`);
  const start = (trace: Trace) =>
    own(folder, servers, trace).catch((error: unknown) => {
      if (error instanceof DidNotStart)
        throw new Mistake(`${nameOf(folder)} does not start: ${error.output}`);
      throw error;
    });
  return { name: nameOf(folder), start, ...declaredIn(join(folder, 'package.json')) };
}

/** What a folder says about its page. */
function declaredIn(path: string): { page: RulesName | undefined; keeps: boolean | undefined } {
  const { torture: declared = {} } = (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}) as {
    torture?: { page?: string; keeps?: boolean };
  };
  const { page, keeps } = declared;
  const isKnown = page === undefined || Object.hasOwn(RULES, page);
  if (!isKnown)
    throw new Mistake(
      `"${page}" in ${nameOf(path)} is not a kind of page. There are: ${Object.keys(RULES).join(', ')}.`,
    );
  return { page: page as RulesName | undefined, keeps };
}

/** Somebody says hello. If the message has a number, the server is one that keeps messages. */
export async function findPage(url: string): Promise<RulesName> {
  const person = new Person('Hello', url, RULES.page, new Trace());
  try {
    person.sender.write('Hello');
    await until(() => person.log.has('Hello') && person.sender.unsettled === 0, 6000);
    if (person.log.has('Hello')) return person.seesNumbers ? 'numbers' : 'page';
  } finally {
    person.leave();
  }
  throw new Mistake(
    'Nobody can chat here: "send_message" brings no "new_message". It takes demo 4 or a later one.',
  );
}
