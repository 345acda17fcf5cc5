// Finds in what a server has printed the error and its place, for who has made the mistake.

/** What Express has printed of an error in a handler or a template. */
export function errorInPage(output: string, folder: string): string {
  const [, message] = /\n\n([^\n]+)\n\s+at /.exec(output) ?? [];
  const [, template, line] = [...output.matchAll(/([^\s"]+\.ejs):(\d+)/g)].at(-1) ?? [];
  if (!template || !message) return errorIn(output, folder);
  return `${message} (${template.replaceAll('\\', '/').replace(`${folder.replaceAll('\\', '/')}/`, '')}, line ${line})`;
}

/**
 * What a process has said of the error that ended it, in one line: the message, and the place in the folder.
 */
export function errorIn(output: string, folder: string): string {
  const plain = output.replaceAll('file://', '').replaceAll('\\', '/');
  const inside = `${folder.replaceAll('\\', '/')}/`;
  const syntax = plain.split('\n').find((line) => line.includes(': ERROR: '));
  if (syntax) {
    const [, file, line, message] = /^(.*):(\d+):\d+: ERROR: (.*)$/.exec(syntax.trim()) ?? [];
    if (file) return `${message} (${file.replace(inside, '')}, line ${line})`;
  }
  const message = plain
    .split('\n')
    .find((line) => /^(\w*Error|Error \[\w+\]|\[?\w+Error\]?)\b.*: /.test(line));
  const place = plain.split('\n').find((line) => /^\s+at /.test(line) && line.includes(inside));
  const [, file, line] =
    /([^/(]*(?:\/[^/(]+)*):(\d+):\d+\)?$/.exec((place ?? '').split(inside).at(-1) ?? '') ?? [];
  if (plain.trim() === '') return 'it ended without a word. Does server.ts end with start(server, …)?';
  const text = (message ?? plain.trim().split('\n').at(-1) ?? 'it said nothing').replaceAll(inside, '');
  return file ? `${text} (${file}, line ${line})` : text;
}
