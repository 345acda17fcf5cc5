// A lesson as HTML, for the hub and the class: its code is coloured and leads to its file, its sequence diagrams are drawn.
import MarkdownIt from 'markdown-it';
import { drawSequence } from './diagram.ts';
import { highlight } from './highlight.ts';

export interface Places {
  /** Where a link or a picture of a document is. */
  addressOf: (href: string, document: string) => string;
  /** Where the file is shown that a lesson quotes; undefined when it isn't. */
  addressOfFile: (path: string, quoted: string[]) => string | undefined;
}

interface Document {
  path: string;
  /** How many tables there are so far. */
  tables: number;
}

/** Returns a function that renders a document: its Markdown, and its path in the project. */
export function makeRenderer({ addressOf, addressOfFile }: Places): (text: string, path: string) => string {
  // The lessons have <details> in them. Nothing that a student types is rendered here.
  const markdown = new MarkdownIt({ html: true, linkify: true });
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  const { escapeHtml } = markdown.utils;
  const { rules } = markdown.renderer;

  rules.fence = (tokens, i) => {
    const { info, content } = tokens[i]!;
    const [language = '', path = ''] = info.trim().split(/\s+/);
    if (language === 'mermaid') return drawSequence(content);
    const lines = content.trimEnd().split('\n');
    const isDiff = language === 'diff';
    const code = isDiff ? signed(lines) : highlight(content, language);
    const quoted = isDiff
      ? lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1))
      : lines;
    const address = path && addressOfFile(path, quoted);
    const pre = `<pre tabindex="0"><code>${code}</code></pre>`;
    if (!address) return `${pre}\n`;
    const link = `<a class="to-file" href="${escapeHtml(address)}">${escapeHtml(path)}</a>`;
    return `<figure class="quote"><figcaption>${link}</figcaption>${pre}</figure>\n`;
  };

  /** In a diff, each line is coloured by its sign. */
  const signed = (lines: string[]) => {
    const kinds: Record<string, string> = { '+': 'came', '-': 'went' };
    return lines
      .map((line) => `<span class="${kinds[line[0] ?? ''] ?? 'kept'}">${escapeHtml(line)}</span>`)
      .join('\n');
  };

  // Links to headings work as on GitHub.
  rules.heading_open = (tokens, i) => {
    const title = tokens[i + 1]!.content.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
    return `<${tokens[i]!.tag} id="${escapeHtml(title.replaceAll(' ', '-'))}">`;
  };

  rules.link_open = (tokens, i, _options, env) => {
    const target = addressOf(String(tokens[i]!.attrGet('href') ?? ''), documentOf(env).path);
    const isElsewhere = /^https?:/.test(target);
    return `<a href="${escapeHtml(target)}"${isElsewhere ? ' target="_blank" rel="noopener"' : ''}>`;
  };

  rules.image = (tokens, i, _options, env) => {
    const source = addressOf(String(tokens[i]!.attrGet('src') ?? ''), documentOf(env).path);
    return `<img src="${escapeHtml(source)}" alt="${escapeHtml(tokens[i]!.content)}" width="1280" height="720" loading="lazy">`;
  };

  rules.table_open = (_tokens, _i, _options, env) => {
    const number = (documentOf(env).tables += 1);
    return `<div class="table" tabindex="0" role="region" aria-label="Table ${number}"><table>\n`;
  };
  rules.table_close = () => '</table></div>\n';
  // An empty corner is no header.
  rules.th_open = (tokens, i) => (tokens[i + 1]?.content ? '<th>' : '<td>');
  rules.th_close = (tokens, i) => (tokens[i - 1]?.content ? '</th>' : '</td>');

  return (text, path) => markdown.render(text, { path, tables: 0 } satisfies Document);
}

const documentOf = (env: unknown) => env as Document;
