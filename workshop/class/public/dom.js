// Small helpers for working with the page. They write text as text, so nothing that people type can become HTML.
// (Comments with @param or @type tell an editor the types, so that it can warn of mistakes. Browsers skip them.)

/**
 * The element with this id. It must be there, and of this kind.
 *
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`This page has no ${kind.name} with the id "${id}": is it in views/?`);
}

/**
 * A new element with a text in it.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} text
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function create(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/**
 * A `<time>` that shows an ISO 8601 timestamp by the visitor's own clock.
 *
 * @param {string} timestamp
 */
export function localTime(timestamp) {
  const time = create('time', new Date(timestamp).toLocaleTimeString());
  time.dateTime = timestamp;
  return time;
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  if (bytes === 1) return '1 byte';
  return bytes < 10_000 ? `${bytes.toLocaleString('en')} bytes` : `${(bytes / 1000).toFixed(1)} kB`;
}

/**
 * Fills a `<dl>` with names and values.
 *
 * @param {HTMLDListElement} list
 * @param {Record<string, string>} figures
 */
export function showFigures(list, figures) {
  const rows = Object.entries(figures).flatMap(([name, value]) => [
    create('dt', name),
    create('dd', value.replaceAll(/(\d) /g, '$1\u00a0')), // a number keeps its unit on its line
  ]);
  list.replaceChildren(...rows);
}
