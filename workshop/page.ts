// The page of `npm run diff 3 4 -- --html`: one file that needs nothing else, also without a connection.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { formatPatch } from 'diff';
import { type Diff2HtmlConfig, html } from 'diff2html';
import ejs from 'ejs';
import type { Change, Comparison } from './compare.ts';

const { resolve } = createRequire(import.meta.url);
const template = join(import.meta.dirname, 'page.ejs');

/** Renders a comparison. Each file is there twice, side by side and in one column; the page shows one of them. */
export function pageOf(title: string, { changes, same }: Comparison): string {
  const files = changes.map((change) => ({
    ...change,
    id: change.path.replaceAll(/[^\w]+/g, '-'),
    // A file that is new has nothing that could stand beside it.
    beside: render(change, change.kind === 'changed' ? 'side-by-side' : 'line-by-line'),
    below: render(change, 'line-by-line'),
  }));
  const styles = ['diff2html/bundles/css/diff2html.min.css', 'highlight.js/styles/github.min.css'].map(
    contentOf,
  );
  const dark = contentOf('highlight.js/styles/github-dark.min.css');
  const script = contentOf('diff2html/bundles/js/diff2html-ui-slim.min.js');
  return ejs.render(
    readFileSync(template, 'utf8'),
    { title, files, same, styles, dark, script },
    { filename: template },
  );
}

function render({ path, kind, hunks }: Change, outputFormat: Diff2HtmlConfig['outputFormat']): string {
  const mode = { changed: '', new: 'new file mode 100644\n', gone: 'deleted file mode 100644\n' }[kind];
  const patch = formatPatch({
    oldFileName: `a/${path}`,
    newFileName: `b/${path}`,
    oldHeader: undefined,
    newHeader: undefined,
    hunks,
  });
  // What git writes in front of each file tells diff2html which ones are new.
  const text = `diff --git a/${path} b/${path}\n${mode}${patch.slice(patch.indexOf('--- '))}`;
  return html(text, {
    outputFormat,
    drawFileList: false,
    // Side by side, lines that are alike stand next to each other; in one column they stay where they are.
    matching: outputFormat === 'side-by-side' ? 'lines' : 'none',
    colorScheme: 'auto' as never,
  });
}

/** A file of a package, made to stand in a <script> or <style>. */
const contentOf = (path: string) =>
  readFileSync(resolve(path), 'utf8').replaceAll(/<\/(script|style)/gi, String.raw`<\/$1`);
