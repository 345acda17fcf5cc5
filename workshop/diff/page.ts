// The page of `npm run diff 3 4 -- --html`: one file that needs nothing else, also without a connection.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { formatPatch } from 'diff';
import { type Diff2HtmlConfig, html } from 'diff2html';
import ejs from 'ejs';
import type { Change, Comparison, Hunk } from './compare.ts';
import { countsOf, readingOf, sentenceOf } from './reading.ts';

export interface Link {
  title: string;
  href: string;
}

/** What the page is made of. `about` is the sentence with which the new server begins. */
interface Content extends Comparison {
  title: string;
  about: string;
  previous?: Link;
  next?: Link;
  /** Where it came from, if it is a page of a server. */
  home?: Link | undefined;
}

const { resolve } = createRequire(import.meta.url);
const template = join(import.meta.dirname, 'page.ejs');
const ours = (name: string) => join(import.meta.dirname, 'public', name);
/** Text of ours or of a package, made safe inside a <script> or <style>. */
const textOf = (path: string) =>
  readFileSync(path, 'utf8').replaceAll(/<\/(script|style)/gi, String.raw`<\/$1`);

/** All scripts of the page. */
export const scripts: string[] = [
  resolve('diff2html/bundles/js/diff2html-ui-slim.min.js'),
  ours('page.js'),
].map(textOf);

export function pageOf(content: Content): string {
  const files = content.changes.map((change, index) => {
    const { shown, folded, fold } = readingOf(change);
    return {
      ...change,
      id: `file-${index + 1}`,
      counts: countsOf(change.added, change.removed),
      sentence: sentenceOf(change.path, change.after || change.before),
      shown: render(change, shown),
      folded: render(change, folded),
      fold,
    };
  });
  const styles = [ours('page.css'), ours('code.css'), ours('highlight.css')].map(textOf);
  const count = (kind: Change['kind']) => files.filter((file) => file.kind === kind).length;
  return ejs.render(
    readFileSync(template, 'utf8'),
    { ...content, files, count, styles, scripts },
    { filename: template },
  );
}

/** What has changed is there twice, side by side and in one column; the page shows one of them. */
function render({ path, kind }: Change, hunks: Hunk[]): string {
  if (hunks.length === 0) return '';
  const below = tableOf(path, hunks, 'line-by-line');
  // A file that is new has nothing that could stand beside it.
  if (kind !== 'changed') return below;
  return `<div class="beside">${tableOf(path, hunks, 'side-by-side')}</div><div class="below">${below}</div>`;
}

function tableOf(path: string, hunks: Hunk[], outputFormat: Diff2HtmlConfig['outputFormat']): string {
  const patch = formatPatch({
    oldFileName: `a/${path}`,
    newFileName: `b/${path}`,
    oldHeader: undefined,
    newHeader: undefined,
    hunks,
  });
  return html(patch.slice(patch.indexOf('--- ')), {
    outputFormat,
    drawFileList: false,
    // Side by side, lines that are alike stand next to each other; in one column they stay where they are.
    matching: outputFormat === 'side-by-side' ? 'lines' : 'none',
    rawTemplates,
  });
}

// Of diff2html's HTML only what the page needs. Its script finds .d2h-file-wrapper and .d2h-code-line-ctn, to colour the
// code. {{ }} escapes; {{{ }}} holds what diff2html itself has escaped.
const side = (name: string, rows: string) =>
  `<div class="d2h-file-side-diff" role="group" aria-label="${name}" tabindex="0"><table>${rows}</table></div>`;
const rawTemplates = {
  'generic-wrapper': '{{{content}}}',
  'generic-block-header': '<tr class="gap"><td colspan="2">…</td></tr>',
  'generic-line':
    '<tr class="{{type}}"><td class="number">{{{lineNumber}}}</td><td class="line"><span class="sign">{{{prefix}}}</span>' +
    '<span class="d2h-code-line-ctn">{{{content}}}</span></td></tr>',
  'line-by-line-numbers': '{{oldNumber}}</td><td class="number">{{newNumber}}',
  'line-by-line-file-diff':
    '<div class="d2h-file-wrapper" data-lang="{{file.language}}"><table>{{{diffs}}}</table></div>',
  'side-by-side-file-diff': `<div class="d2h-file-wrapper sides" data-lang="{{file.language}}">${
    side('before', '{{{diffs.left}}}') + side('after', '{{{diffs.right}}}')
  }</div>`,
};
