// Every stage of every step leaves a server that runs and a page that works, as it is typed in front of a class.
import { rmSync } from 'node:fs';
import { startDemo } from '../../workshop/check/harness.ts';
import { sheet } from '../../workshop/stage/sheet.ts';
import { filesAt, stageOf } from '../../workshop/stage/stages.ts';
import { makeFolder, stages, writeStage } from '../support/stages.ts';
import { expect, test } from './fixtures.ts';
import { connected } from './people.ts';

for (const demo of new Set(stages.map((one) => one.demo))) {
  const ofStep = stages.filter((one) => one.demo === demo);

  test.describe(`after each stage of the step from demo${demo} to demo${demo + 1},`, () => {
    // A page that isn't let in asks once more on a connection that the server has closed.
    if (ofStep.some((place) => stageOf(place).status))
      test.use({ allowedErrors: [/400 \(Bad Request\) \S+transport=polling/] });

    test('the page works', async ({ page }) => {
      test.setTimeout(240_000); // it is a server for each stage
      const folder = makeFolder();
      try {
        for (const { stage, name } of ofStep) {
          await test.step(name, async () => {
            const { status } = stageOf({ demo, stage });
            const server = await startDemo(writeStage(folder, { demo, stage }));
            try {
              await page.goto(server.url);
              await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
              if (filesAt({ demo, stage }).has('views/partials/presence.ejs')) {
                await page.getByLabel('Nickname', { exact: true }).fill('Ann');
                await page.getByRole('button', { name: 'Join' }).click();
              }
              if (status) await expect(page.locator('#status')).toHaveText(status);
              else if (demo === 1 || status === '')
                await expect(page.locator('#guestbook-form')).toBeVisible();
              else await connected(page);
              await page.reload();
              await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
              expect(server.ended(), server.output()).toBe(false);
            } finally {
              await page.goto('about:blank'); // it would complain about a server that is gone
              await server.stop();
            }
          });
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
}

test('the run sheet is printed on one page of A4 for each demo', async ({ page }) => {
  await page.setContent(sheet());
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(7);
});
