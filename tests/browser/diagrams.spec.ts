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

test('the diagrams of all lessons are drawn', async ({ page }) => {
  await page.addScriptTag({ path: script });
  for (const name of [1, 2, 3, 4, 5, 6, 7, '-sidebar']) {
    const lesson = `demo${name}/README.md`;
    const { blocks } = takeApart(readFileSync(join(root, lesson), 'utf8').replaceAll('\r\n', '\n'));
    const diagrams = blocks.filter(({ language }) => language === 'mermaid');
    expect(diagrams, lesson).not.toEqual([]);
    for (const [i, { lines }] of diagrams.entries()) {
      const which = `diagram ${i + 1} of ${lesson}`;
      expect(lines.join('\n'), `${which}: a text for people who do not see it`).toMatch(
        /accTitle: .+\n\s+accDescr: .+/,
      );
      await page.setContent('');
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
      await expect(svg, which).toHaveAccessibleName(/./);
      await expect(svg, which).toHaveAccessibleDescription(/./);
      await expect(svg.locator('text').first(), which).toBeVisible();

      // GitHub shows a text in about 900 pixels: a wider diagram would be too small to read.
      const width = await svg.evaluate((element: SVGSVGElement) => element.viewBox.baseVal.width);
      expect(width, `${which}: its width`).toBeLessThan(950);

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
      expect(cutOff, which).toEqual([]);
    }
  }
});
