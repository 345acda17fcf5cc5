// Every behaviour has a hint, and what the hint points at is there, in every demo that must behave so.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeIn, hints } from '../workshop/hints.ts';
import { browserLayers } from './behaviours/in-the-browser.ts';
import { layers } from './behaviours/layers.ts';
import { demos } from './harness.ts';

const all = [...layers, ...browserLayers];

test('every behaviour has a hint, and there is none too many', () => {
  const sentences = Object.fromEntries(all.map(({ name, behaviours }) => [name, Object.keys(behaviours)]));
  const hinted = Object.fromEntries(Object.entries(hints).map(([name, of]) => [name, Object.keys(of)]));
  expect(hinted).toEqual(sentences); // in the same order, so that both files are read side by side
});

for (const { name, from, to } of all) {
  describe(name, () => {
    for (const [sentence, hint] of Object.entries(hints[name] ?? {})) {
      test(sentence, () => {
        const { nudge, look, file, code } = hint;
        for (const text of [nudge, look]) {
          expect(text).toMatch(/^[A-Z].*[.?]$/);
          expect(text.length, text).toBeLessThan(240);
        }
        expect(nudge.split(/[.?](?: |$)/).length - 1, 'a nudge has one or two sentences').toBeLessThan(3);
        expect(nudge).not.toContain('`');
        expect(nudge, 'the first stage names no file').not.toMatch(/\w\.(ts|ejs|js)\b/);
        expect(look, 'the second stage names the file').toContain(file.replace('views/partials/', ''));

        const needed = demos.filter(({ number }) => from <= number && number <= to);
        for (const { number, folder } of needed) {
          const line = codeIn(hint, number);
          expect(line.length).toBeGreaterThanOrEqual(10);
          expect(nudge + look, 'the line is for the third stage').not.toContain(line);
          const lines = readFileSync(join(folder, file), 'utf8').split('\n');
          expect(
            lines.some((one) => one.includes(line)),
            `demo${number}/${file} must have the line: ${line}`,
          ).toBe(true);
        }
        // None that no demo needs, and the first demo has one.
        if (typeof code !== 'string') {
          const firsts = Object.keys(code).map(Number);
          expect(firsts[0]).toBe(from);
          expect(firsts.filter((number) => number < from || number > to)).toEqual([]);
        }
      });
    }
  });
}
