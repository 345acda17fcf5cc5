// The diagrams in the texts: Mermaid can draw each of them, and says what it shows to people who don't see it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { root } from '../../workshop/check/harness.ts';
import { drawSequence } from '../../workshop/lesson/diagram.ts';
import { takeApart } from '../support/markdown.ts';

const script = join(root, 'node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js');

interface Mermaid {
  initialize: (options: { startOnLoad: boolean; theme: string }) => void;
  render: (id: string, text: string) => Promise<{ svg: string }>;
}

for (const name of [1, 2, 3, 4, 5, 6, 7, '-sidebar']) {
  const lesson = `demo${name}/README.md`;
  const { blocks } = takeApart(readFileSync(join(root, lesson), 'utf8').replaceAll('\r\n', '\n'));
  const diagrams = blocks.filter(({ language }) => language === 'mermaid');

  test(`the diagrams of ${lesson} are drawn`, async ({ page }) => {
    expect(diagrams).not.toEqual([]);
    for (const [i, { lines }] of diagrams.entries()) {
      expect(lines.join('\n'), 'a text for people who do not see it').toMatch(
        /accTitle: .+\n\s+accDescr: .+/,
      );
      await page.setContent('');
      await page.addScriptTag({ path: script });
      // Rejects with the place if there is an error in the text.
      await page.evaluate(
        async ([id, text]) => {
          const { mermaid } = globalThis as unknown as { mermaid: Mermaid };
          mermaid.initialize({ startOnLoad: false, theme: 'default' });
          const { svg } = await mermaid.render(id, text);
          document.body.innerHTML = svg;
        },
        [`diagram${i}`, lines.join('\n')] as const,
      );
      const svg = page.locator('svg');
      await expect(svg).toHaveAccessibleName(/./);
      await expect(svg).toHaveAccessibleDescription(/./);
      await expect(svg.locator('text').first()).toBeVisible();

      // GitHub shows a text in about 900 pixels: a wider diagram would be too small to read.
      const width = await svg.evaluate((element: SVGSVGElement) => element.viewBox.baseVal.width);
      expect(width, `the width of diagram ${i + 1}`).toBeLessThan(950);

      // The hub and the class draw it themselves. Nothing may be cut off at the side.
      await page.setContent(drawSequence(lines.join('\n')));
      await page.addStyleTag({ path: join(root, 'workshop/lesson/lesson.css') });
      const cutOff = await page.locator('svg').evaluateAll((drawings: SVGSVGElement[]) =>
        drawings.flatMap((drawing) => {
          const { left, right } = drawing.getBoundingClientRect();
          return [...drawing.querySelectorAll('text')]
            .filter(
              (one) => one.getBoundingClientRect().left < left || one.getBoundingClientRect().right > right,
            )
            .map(({ textContent }) => textContent);
        }),
      );
      expect(cutOff).toEqual([]);
    }
  });
}
