// How Marp makes slides of slides.md: it leaves our SVG as it is, and the page asks for nothing from elsewhere.
//
// Above each quotation is the name of its file. It is the second word of the block's first line, and what comes after
// it is a part of the lines in question, which get a mark:
//
//     ```ts demo4/handlers/chat.ts io.emit(
//
// Where no file is quoted, write - in place of its name.

export default {
  html: true,
  lang: 'en',
  themeSet: ['theme.css', 'theme-notes.css'],
  // The emoji of the system, not pictures from a CDN; and ${…} in code is no mathematics.
  options: { emoji: { unicode: false, shortcode: false }, math: false },
  engine: (/** @type {any} */ { marp }) => marp.use(showCode),
};

/** @param {any} markdown the markdown-it that Marp uses */
function showCode(markdown) {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (
    /** @type {any[]} */ tokens,
    /** @type {number} */ index,
    /** @type {any[]} */ ...rest
  ) => {
    const { info, content } = tokens[index];
    const [, language = '', file = '', mark = ''] = /^(\S*) *(\S*) *(.*)$/.exec(info) ?? [];
    const kinds = kindsOf(content.trimEnd().split('\n'), language, mark);
    const [, start, lines = '', end] =
      /^([^]*?<code[^>]*>)([^]*)(<\/code>[^]*)$/.exec(fence(tokens, index, ...rest)) ?? [];
    const html = lines
      .split('\n')
      .slice(0, kinds.length)
      .map((line, at) => withKind(line, kinds[at] ?? ''));
    const name = /\w/.test(file) ? `<p class="file">${markdown.utils.escapeHtml(file)}</p>` : '';
    return name + start + html.join('') + end;
  };
}

/**
 * What is special about each line of code.
 *
 * @param {string[]} lines
 * @param {string} language
 * @param {string} mark a part of the lines in question
 */
function kindsOf(lines, language, mark) {
  if (!lines.some((line) => line.includes(mark))) {
    throw new Error(`No line of this code contains "${mark}":\n${lines.join('\n')}`);
  }
  return lines.map((line) => {
    if (language === 'diff' && line.startsWith('+')) return 'added';
    if (language === 'diff' && line.startsWith('-')) return 'removed';
    return mark && line.includes(mark) ? 'marked' : '';
  });
}

/**
 * A line in an element of its own. Where it is too long, it goes on further to the right than it begins.
 *
 * @param {string} line
 * @param {string} kind
 */
function withKind(line, kind) {
  const indent = /^ */.exec(line)?.[0].length;
  return `<span class="line ${kind}" style="--indent: ${indent}ch">${line}\n</span>`;
}
