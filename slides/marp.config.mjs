// How Marp makes slides of slides.md: it leaves our SVG as it is, and the page asks for nothing from elsewhere.

export default {
  html: true,
  lang: 'en',
  // The emoji of the system, not pictures from a CDN; and ${…} in code is no mathematics.
  options: { emoji: { unicode: false, shortcode: false }, math: false },
  engine: (/** @type {any} */ { marp }) => marp.use(nameFiles),
};

/**
 * Shows above each quotation which file it comes from: the second word of its info string.
 *
 * @param {any} markdown the markdown-it that Marp uses
 */
function nameFiles(markdown) {
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (
    /** @type {any[]} */ tokens,
    /** @type {number} */ index,
    /** @type {any[]} */ ...rest
  ) => {
    const [, file] = tokens[index].info.trim().split(/\s+/);
    const name = file ? `<p class="file">${markdown.utils.escapeHtml(file)}</p>` : '';
    return name + fence(tokens, index, ...rest);
  };
}
