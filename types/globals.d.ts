// What the browser's JavaScript finds as globals: the page loads it with a <script> of its own.
declare const io: typeof import('socket.io-client').io;
declare const Diff2HtmlUI: typeof import('diff2html/lib/ui/js/diff2html-ui-slim').Diff2HtmlUI;

declare module 'ejs' {
  export function render(template: string, values: object, options?: { filename?: string }): string;
}
