// What the texts say about the code is true: quotes are in the files, changes are the real ones, commands exist.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demos, root } from '../workshop/check/harness.ts';
import { type Block, changesOf, findQuote, inlineCode, sectionsOf, takeApart } from './support/markdown.ts';

/** Languages of which nothing is shown that is not in the repo. */
const quotedLanguages = ['ts', 'typescript', 'js', 'javascript', 'ejs', 'html', 'css'];

/** Blocks in these languages that quote no file: the document and the block's first line, and why. */
const quotesNothing: Record<string, string> = {};

/** Wider than that, a line has to be scrolled on many screens, or goes on in the next one. */
const MAX_COLUMNS = 100;

const notOurs = ['node_modules', 'my', 'my-saved', 'diffs', 'dist', 'test-results', 'playwright-report'];

/** All Markdown files below a folder, their paths relative to the repo. */
const documentsIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !notOurs.includes(name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) return documentsIn(path);
      return path.endsWith('.md') ? [path] : [];
    });

const read = (path: string) => {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : '';
};
const linesOf = (path: string) => read(path).split('\n');

/** The file of the demo before: "demo3/server.ts" for "demo4/server.ts"; '' when the path is in no demo. */
const before = (path: string) => {
  const [, number, rest] = /^demo([2-7])\/(.+)$/.exec(path) ?? [];
  return number ? `demo${Number(number) - 1}/${rest}` : '';
};

/** What is wrong with a block; undefined when nothing is. */
function problemOf(block: Block, document: string): string | undefined {
  const { language, path, lines } = block;
  const name = `${document}, a quote of ${path}`;
  const wide = lines.find((line) => path && line.length > MAX_COLUMNS);
  if (wide) return `${name}: this line has more than ${MAX_COLUMNS} columns:\n    ${wide}`;
  if (!path) {
    const isFree = !quotedLanguages.includes(language) && language !== 'diff';
    if (isFree || quotesNothing[`${document}: ${lines[0]}`]) return undefined;
    return `${document}: this block names no file, as in "${language || 'ts'} demo4/server.ts":\n    ${lines[0]}`;
  }
  const hasSomething = language === 'diff' ? /^[-+]/ : /[^\s…]/;
  if (!lines.some((line) => hasSomething.test(line))) return `${name}: it is empty.`;
  if (language === 'diff') {
    const ofLesson = /^demo\d(?=\/README\.md$)/.exec(document)?.[0];
    if (ofLesson && !path.startsWith(`${ofLesson}/`)) {
      return `${name}: the changes here are those of ${ofLesson}.`;
    }
    if (!before(path) || (!existsSync(join(root, path)) && !existsSync(join(root, before(path))))) {
      return `${name}: there is no such file in a demo that comes after another one.`;
    }
    const problem = findQuote(lines.map((line) => line || ' '), changesOf(read(before(path)), read(path)), 1); // prettier-ignore
    return problem && `${document}, the changes from ${before(path)} to ${path}:\n${problem}`;
  }
  if (!existsSync(join(root, path))) return `${name}: there is no such file.`;
  const problem = findQuote(lines, linesOf(path));
  return problem && `${name}:\n${problem}`;
}

describe('a quote', () => {
  const file = ['function greet() {', '  const who = "Ann";', '  return who;', '}', '', 'greet();'];

  test('is in the file, less some indentation, and with … for what is left out', () => {
    expect(findQuote(['const who = "Ann";', 'return who;'], file)).toBeUndefined();
    expect(findQuote(['function greet() {', '  …', '}', '…', 'greet();'], file)).toBeUndefined();
  });

  test.each([
    ['a changed line', ['const who = "Bob";', 'return who;'], 'const who = "Ann";'],
    ['a line left out without …', ['function greet() {', '  return who;'], 'is a line with … missing'],
    ['another order', ['return who;', '…', 'const who = "Ann";'], 'the order another'],
    [
      'lost indentation of a few lines alone',
      ['function greet() {', 'const who = "Ann";'],
      'not at this place',
    ],
    ['half a line', ['greet()'], 'greet();'],
  ])('does not pass with %s', (_name, quoted, message) => {
    expect(findQuote(quoted, file)).toContain(message);
  });

  test('of changes has to be what has changed', () => {
    const changes = changesOf('one\n  two\nthree\n', 'one\n  2\nthree\n');
    expect(findQuote([' one', '-  two', '+  2'], changes, 1)).toBeUndefined();
    expect(findQuote(['-two', '…', ' three'], changes, 1)).toContain('three'); // three is not as far to the right
    expect(findQuote(['+  two'], changes, 1)).toContain('-  two');
    expect(findQuote(['   two'], changes, 1)).toContain('-  two');
  });
});

const scriptsOf = (path: string) => (JSON.parse(read(path)) as { scripts: Record<string, string> }).scripts;
/** Those of the project, and `npm start` in a copy of a demo. */
const scripts = { ...scriptsOf('package.json'), ...scriptsOf('demo1/package.json') };

describe.each(documentsIn(''))('%s', (document) => {
  const markdown = read(document);
  const { blocks, prose } = takeApart(markdown);

  test('quotes code word for word', () => {
    expect(blocks.flatMap((block) => problemOf(block, document) ?? []).join('\n\n')).toBe('');
  });

  test('names commands that exist', () => {
    const shell = blocks.filter(({ language }) => ['sh', 'bash', 'console'].includes(language));
    const commands = [...inlineCode(prose), ...shell.flatMap(({ lines }) => lines)];
    const missing = commands.flatMap((command) =>
      [...command.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(test|start)\b)/g)]
        .map(([, script, short]) => script ?? short ?? '')
        .filter((script) => !Object.hasOwn(scripts, script))
        .map((script) => `"${command.trim()}": package.json has no script "${script}"`),
    );
    expect(missing).toEqual([]);
  });

  test('gives no numbers of lines: they would soon be wrong', () => {
    const infos = blocks.map(({ language, path }) => `${language} ${path}`).join('\n');
    expect(`${prose}\n${infos}`.match(/\blines? \d+.*|\S+\.(ts|js|mjs|ejs|css):\d+|\S+#L\d+/g) ?? []).toEqual(
      [],
    );
  });

  test('links to files that are there', () => {
    const targets = [
      ...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g),
      ...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
      ...prose.matchAll(/\b(?:src|href|srcset)="([^"]+)"/g),
    ].map(([, target = '']) => target);
    const lost = targets
      .filter((target) => !/^([a-z]+:|#|\/\/)/.test(target))
      .filter(
        (target) => !existsSync(join(root, dirname(document), decodeURI(target.replace(/[#?].*/, '')))),
      );
    expect(lost).toEqual([]);
  });
});

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/')); // prettier-ignore
const namesOfFiles = (text: string) => inlineCode(text).filter((code) => /^[\w./-]+\.(ts|js|ejs|css|svg|json)$/.test(code)); // prettier-ignore

describe.each([...demos.map(({ number }) => `demo${number}`), 'demo-sidebar'])('the lesson of %s', (name) => {
  const markdown = read(`${name}/README.md`);

  test('has exercises, each with minutes, a hint, and a way to see that it works', () => {
    const exercises = sectionsOf(markdown.slice(markdown.indexOf('\n## Exercises')), 3);
    expect(exercises.length).toBeGreaterThanOrEqual(4);
    for (const { title, text } of exercises) {
      expect(title).toMatch(/ \(\d+ minutes\)$/);
      expect(text, title).toMatch(/<details><summary>Hint<\/summary>\n\n[^]+\n\n<\/details>/);
      expect(text.replaceAll('\n', ' '), title).toContain('It works if ');
    }
  });

  test('has questions, each with a folded answer', () => {
    const questions = markdown.slice(markdown.indexOf('\n## Questions'));
    const answered = questions.match(/<details><summary>[^]+?\?<\/summary>\n\n[^]+?\n\n<\/details>/g);
    expect(answered?.length ?? 0).toBeGreaterThanOrEqual(3);
    expect(questions.match(/<details>/g)).toHaveLength(answered!.length);
  });
});

describe.each(demos)('the lesson of demo$number', ({ number, folder }) => {
  const markdown = read(`demo${number}/README.md`);
  const sections = sectionsOf(markdown, 2);
  const section = (title: string) => sections.find((one) => one.title === title)?.text ?? '';
  const changed = `What changed since demo ${number - 1}`;

  test('has its sections, in order', () => {
    const titles = [
      "What's new",
      'Run it',
      'See it',
      'How it works',
      'Read these files',
      changed,
      'Exercises',
      'Questions',
    ];
    expect(sections.map(({ title }) => title)).toEqual(titles.filter((title) => number > 1 || title !== changed)); // prettier-ignore
    expect(section('See it')).toMatch(/^```mermaid\n/m);
    expect(section('See it').match(/^\d\. /gm)).toHaveLength(5);
    expect(section('How it works')).toMatch(/^```\w+ demo/m);
  });

  test('names the files that it says to read, and they are there', () => {
    const named = namesOfFiles(section('Read these files'));
    expect(named).toContain('server.ts');
    expect(named.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  });

  test('says before each quote which file it is from: the page does not show that', () => {
    const text = section('How it works') + section(changed);
    let latest = '';
    for (const [, intro = '', path = ''] of text.matchAll(/([^]*?)\n```\w+ ?(\S*)\n[^]*?\n```\n/g)) {
      const file = path.replace(`demo${number}/`, '');
      if (file && file !== latest) expect(namesOfFiles(intro)).toContain(file);
      latest = file || latest;
    }
  });

  if (number === 1) return;

  test('names each file that is new, changed or gone, and no other', () => {
    const earlier = filesOf(join(root, `demo${number - 1}`));
    const later = filesOf(folder);
    const isDifferent = (path: string) => read(`demo${number - 1}/${path}`) !== read(`demo${number}/${path}`);
    const real: Record<string, string[]> = {
      New: later.filter((path) => !earlier.includes(path)),
      Changed: later.filter((path) => earlier.includes(path) && isDifferent(path)),
      Gone: earlier.filter((path) => !later.includes(path)),
    };
    // Items that begin with one of the three words; each goes on to the next item or to a blank line.
    const items = [...section(changed).matchAll(/^- (New|Changed|Gone)\b([^]*?)(?=\n- |\n\n|$(?![^]))/gm)];
    for (const [kind, paths] of Object.entries(real)) {
      const named = items.filter(([, one]) => one === kind).flatMap(([, , text = '']) => namesOfFiles(text));
      expect(new Set(named), `${kind} since demo ${number - 1}`).toEqual(new Set(paths));
    }
    const all = Object.values(real).flat();
    expect(namesOfFiles(takeApart(section(changed)).prose).filter((path) => !all.includes(path))).toEqual([]);
  });
});
