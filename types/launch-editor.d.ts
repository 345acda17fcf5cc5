// What `launch-editor` doesn't declare: which editor it would open, and its arguments.
declare module 'launch-editor/guess.js' {
  export default function guessEditor(editor?: string): [editor: string | null, ...args: string[]];
}
