// Every behaviour has a hint, and what the hint points at is there, in every demo that must behave so.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeIn } from '../workshop/check/hints.ts';
import { browserLayers } from '../workshop/check/behaviours/in-the-browser.ts';
import { layers } from '../workshop/check/behaviours/layers.ts';
import { demos } from '../workshop/check/harness.ts';

const all = [...layers, ...browserLayers];

for (const { name, from, to, behaviours } of all) {
  describe(name, () => {
    for (const [sentence, hint] of Object.entries(behaviours)) {
      test(sentence, () => {
        const {
          ask,
          look,
          line: [file, code],
        } = hint;
        for (const text of [ask, look]) {
          expect(text).toMatch(/^[A-Z].*[.?]$/);
          expect(text.length, text).toBeLessThan(240);
        }
        expect(ask.split(/[.?](?: |$)/).length - 1, 'the first stage has one or two sentences').toBeLessThan(
          3,
        );
        expect(ask).not.toContain('`');
        expect(ask, 'the first stage names no file').not.toMatch(/\w\.(ts|ejs|js)\b/);
        expect(look, 'the second stage names the file').toContain(file.replace('views/partials/', ''));

        const needed = demos.filter(({ number }) => from <= number && number <= to);
        for (const { number, folder } of needed) {
          const line = codeIn(hint, number);
          expect(line.length).toBeGreaterThanOrEqual(10);
          expect(ask + look, 'the line is for the third stage').not.toContain(line);
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
