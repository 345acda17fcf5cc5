// How values and long sentences are written in the terminal.

export const WIDTH = 110;

/** A value in as many characters as fit on a line. */
export function brief(value: unknown, width = WIDTH): string {
  if (value === undefined) return 'nothing';
  if (value === '') return 'an empty text';
  if (value instanceof Set) return brief([...value], width);
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  if (JSON.stringify(value) === '{}') return 'an empty object';
  const whole = value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value));
  // The first of five parts of a UUID tells it from others.
  const text = whole
    .replaceAll(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}/g, '$1…')
    .replaceAll(/(.)\1{20,}/g, '$1$1$1…');
  return text.length <= width ? text : `${text.slice(0, width)}… (${text.length} characters)`;
}

/** Breaks a text into lines, each with blanks in front. */
export function wrap(text: string, indent = '  '): string {
  const lines = text.split('\n').map((line) =>
    line.split(' ').reduce((done, word) => {
      const fits = done.length - done.lastIndexOf('\n') + word.length < WIDTH;
      return `${done}${fits ? ' ' : `\n${indent}`}${word}`;
    }),
  );
  return indent + lines.join(`\n${indent}`);
}
