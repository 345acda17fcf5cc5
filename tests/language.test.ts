// How the texts sound, as far as it can be matched. It is a safety net: read each text aloud.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { demos, root } from '../workshop/check/harness.ts';
import { filesOf } from '../workshop/run/folders.ts';
import { takeApart } from './support/markdown.ts';

const MAX_WORDS = 30; // in a sentence of a lesson
const lessons = [1, 2, 3, 4, 5, 6, 7, '-sidebar', '-encore'].map((name) => `demo${name}/README.md`);
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'slides/slides.md',
  ...lessons,
];
const read = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
/** Comments, page texts and error messages. */
const code = [
  ...demos.map(({ number }) => `demo${number}`),
  'demo-sidebar',
  'demo-encore',
  'workshop',
  'tests',
].flatMap((folder) =>
  filesOf(join(root, folder))
    .filter((path) => /\.(m?[tj]s|ejs|css)$/.test(path))
    .map((path) => `${folder}/${path}`)
    .filter((path) => path !== 'tests/language.test.ts'),
);

/** What not to write, and what to write instead. */
const wrong: [RegExp, string][] = [
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\banew\b/i, 'again'],
  [/\boneself\b|\bone['’]s\b/i, 'you, your'],
  [/\b(when|while|where|if|that|as|until) one (is|has|can|may|must|does|types|sends|draws)\b/i, 'you'],
  [/\bstands? (in|there|above|below|behind) (?!for\b)/i, 'is in, is there'],
  [/\blies? in (`|\w+\/)/i, 'is in'],
  [/\bfor who\b|\bto who\b|\bthan who\b/i, 'for anyone who'],
  [/\bto the byte\b/i, 'the same file'],
  [/\bis no (number|port|JSON|string|name|secret|password)\b/i, 'is not a …'],
  [/\bsome (times|seconds|minutes|lines)\b/i, 'a few'],
  [/\bwithout blanks\b|\bno blanks\b/i, 'spaces'],
  [/\bput in front\b|\bof use to nobody\b|\bis good for\b/i, 'what is it needed for?'],
  [/\byou see that it works when\b/i, 'It works if'],
  [/\b(all|everything) else is the same\b/i, 'Every other file is unchanged'],
];

const sentencesOf = (text: string) =>
  text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/`[^`]+`/g, 'code')
    .split(/\n\s*\n|^\s*(?:[-*]|\d+\.|\|.*)\s|\|\s|(?<=[.?!][)"_*]*)\s+/m)
    .map((sentence) => sentence.replaceAll(/\s+/g, ' ').trim());

/** What a document says outside its code and its headings. */
const proseOf = (path: string) => {
  const { prose } = takeApart(read(path));
  return prose.replaceAll(/^#.*|<!--[^]*?-->|<\/?\w[^>]*>/gm, '\n\n');
};

test.each([...documents, ...code])('%s uses plain words', (path) => {
  const text = path.endsWith('.md') ? proseOf(path) : read(path);
  const found = text
    .split('\n')
    .flatMap((line) =>
      wrong.filter(([pattern]) => pattern.test(line)).map(([, better]) => `${line.trim()} → ${better}`),
    );
  expect(found).toEqual([]);
});

test.each(documents)('%s begins no sentence with "who", but for questions', (path) => {
  const found = sentencesOf(proseOf(path)).filter((sentence) => /^Who(ever)?\b.*[^?]$/.test(sentence));
  expect(found).toEqual([]);
});

describe.each([...lessons, 'docs/glossary.md'])('%s', (path) => {
  test(`has sentences of at most ${MAX_WORDS} words`, () => {
    const long = sentencesOf(proseOf(path)).filter((sentence) => sentence.split(' ').length > MAX_WORDS);
    expect(long).toEqual([]);
  });
});
