// Colours code, for the hub and the class. The colours are those of the diff page: see workshop/diff/public/highlight.css.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';

for (const [name, language] of Object.entries({ bash, css, javascript, json, typescript, xml }))
  hljs.registerLanguage(name, language);
hljs.registerAliases(['ejs', 'svg'], { languageName: 'xml' });

/**
 * Code as HTML. Everything in it is escaped.
 *
 * @param language its name, or how a file's name ends. Code in an unknown one stays plain.
 */
export function highlight(code: string, language: string): string {
  if (hljs.getLanguage(language)) return hljs.highlight(code, { language }).value;
  return code.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
