// What it cost to load this page, as the browser itself measured it. Call it when the page has loaded.

/**
 * Sizes are in bytes and include the headers of the responses, times are in milliseconds.
 * - `requests`, `bytes`, `time`: the page, the redirect that led to it, and the files that it loaded.
 * - `document`: the bytes of the page's HTML alone.
 */
export function pageCost() {
  const [page] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  if (!page) return { requests: 0, bytes: 0, time: 0, document: 0 };

  const files = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'));
  // A file that the browser had already takes 0 bytes, and no request.
  const loaded = [page, ...files].filter((file) => file.transferSize > 0);
  return {
    requests: loaded.length + page.redirectCount,
    bytes: loaded.reduce((sum, file) => sum + file.transferSize, 0),
    time: page.duration,
    // On "304 Not Modified" only headers travel; a page that has changed travels whole.
    document: Math.max(page.transferSize, page.encodedBodySize),
  };
}
