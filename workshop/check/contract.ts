// Reads from a demo's events.ts which events there are, for the explanations of `npm run check`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { diffChars } from 'diff';
import { textOf } from '../run/folders.ts';

/** The events of a demo, by name, each with the fields that its payload must have, where it is an object. */
export interface Contract {
  fromBrowser: Map<string, string[]>;
  fromServer: Map<string, string[]>;
}

/** Demos 1 and 2 have no events. */
export function contractOf(demo: string): Contract {
  const path = join(demo, 'events.ts');
  const source = existsSync(path) ? textOf(path) : '';
  const schemas = /export const clientEvents = \{([^]*?)\n\}/.exec(source)?.[1] ?? '';
  const listeners = /export interface ServerToClientEvents \{([^]*?)\n\}/.exec(source)?.[1] ?? '';
  return {
    fromBrowser: new Map(
      [...schemas.matchAll(/^ {2}(\w+):(?: z\.object\(\{([^]*?)\}\))?/gm)].map(
        ([, name = '', fields = '']) => [
          name,
          [...fields.matchAll(/(?:^|,)\s*(\w+)(?=[:,]|\s*$)/g)].map(([, field = '']) => field),
        ],
      ),
    ),
    fromServer: new Map(
      [...listeners.matchAll(/^ {2}(\w+): \((?:\w+: (\w+|\{.*?\})(?:\[\]| & .*?)?)?\) =>/gm)].map(
        ([, name = '', type = '']) => [
          name,
          fieldsOf(type.startsWith('{') ? type : interfaceOf(source, type)),
        ],
      ),
    ),
  };
}

function interfaceOf(source: string, name: string): string {
  const [, parent, body = ''] =
    new RegExp(`interface ${name} (?:extends (\\w+) )?\\{([^]*?)\\n\\}`).exec(source) ?? [];
  return (parent ? interfaceOf(source, parent) : '') + body;
}

/** The fields that are not optional; those of an object inside are its own. */
function fieldsOf(type: string): string[] {
  const flat = type.replace(/^\{(.*)\}$/, '$1').replaceAll(/\{[^{}]*\}/g, 'object');
  return [...flat.matchAll(/(?:^|[;\n])\s*(\w+): /g)].map(([, name]) => name ?? '');
}

/** The name among those that was probably meant by one that is wrong; undefined when none is like it. */
export function nearest(wrong: string, names: Iterable<string>): string | undefined {
  const distance = (name: string) =>
    diffChars(plain(wrong), plain(name))
      .filter(({ added, removed }) => added || removed)
      .reduce((sum, { value }) => sum + value.length, 0);
  const [best] = [...names].map((name) => ({ name, far: distance(name) })).toSorted((a, b) => a.far - b.far);
  return best && best.far <= best.name.length / 2 ? best.name : undefined;
}

/** camelCase, snake_case and kebab-case are all one here, and so are `new_poll` and `poll_new`. */
function plain(name: string): string {
  const words =
    name
      .replaceAll(/(?=[A-Z])/g, ' ')
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  return words.toSorted().join('');
}
