// Draws a sequence diagram of a lesson, so that no library of 3 MB is needed for it. Other diagrams are told in words.
const HEIGHT = 34; // of a step
const LETTER = 6.5; // the width of one, about

const escape = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const NOTE = /^Note (?:over|right of|left of) ([\w, ]+): (.*)$/;
const ARROW = /^(\w+)(--?)(>>|x|\))(\w+): (.*)$/;

export function drawSequence(source: string): string {
  const lines = source.split('\n').map((line) => line.trim());
  const told = (word: string) => lines.find((line) => line.startsWith(word))?.slice(word.length) ?? '';
  const [title, description] = [told('accTitle: '), told('accDescr: ')];
  if (lines[0] !== 'sequenceDiagram')
    return `<figure class="told"><figcaption>${escape(title)}</figcaption><p>${escape(description)}</p></figure>\n`;

  const people = lines.flatMap((line) => {
    const [, id = '', name = id] = /^(?:participant|actor) (\w+)(?: as (.*))?$/.exec(line) ?? [];
    return id ? [{ id, name }] : [];
  });
  const columnOf = (id: string) => people.findIndex((person) => person.id === id);
  const arrows = lines.flatMap((line) => {
    const [, from = '', , , to = '', text = ''] = ARROW.exec(line) ?? [];
    return from ? [{ from, to, text, hops: Math.abs(columnOf(from) - columnOf(to)) || 1 }] : [];
  });
  const notes = lines.map((line) => NOTE.exec(line)?.[2] ?? '');
  // As wide as the longest text between two of them needs, and as the longest note over all of them.
  const step = Math.max(
    ...arrows.map(({ text, hops }) => (text.length * LETTER + 30) / hops),
    ...notes.map((note) => (note.length * LETTER + 30) / people.length),
    ...people.map(({ name }) => name.length * LETTER + 20),
  );
  const x = (id: string) => step * (columnOf(id) + 0.5);
  let y = 30;
  const parts: string[] = [];
  for (const line of lines) {
    const [, from = '', dashes, head, to = '', text = ''] = ARROW.exec(line) ?? [];
    const [, ids = '', note = ''] = NOTE.exec(line) ?? [];
    const [, branch = '', condition = ''] = /^(alt|else|opt|loop) (.*)$/.exec(line) ?? [];
    if (from) parts.push(arrow(x(from), x(to), (y += HEIGHT), text, dashes === '--', head === 'x'));
    if (ids) parts.push(noteAt(ids.split(/, ?/).map(x), (y += HEIGHT), note, step * people.length));
    if (branch)
      parts.push(
        `<text class="branch" x="4" y="${(y += HEIGHT)}">${branch === 'else' ? 'else' : 'if'} ${escape(condition)}:</text>`,
      );
  }
  const width = step * people.length;
  const names = people.map(({ id, name }) => `<text class="who" x="${x(id)}" y="20">${escape(name)}</text>`);
  const lanes = people.map(({ id }) => `<path class="lane" d="M${x(id)} 32V${y + 18}"/>`);
  return (
    `<figure class="sequence" tabindex="0"><svg viewBox="0 0 ${width} ${y + 20}" width="${width}" role="img" ` +
    `aria-label="${escape(`${title}. ${description}`)}">${[...names, ...lanes, ...parts].join('')}</svg></figure>\n`
  );
}

function arrow(
  from: number,
  to: number,
  y: number,
  text: string,
  isDashed: boolean,
  isLost: boolean,
): string {
  const way = Math.sign(to - from) || 1;
  const end = (isLost ? (from + to) / 2 : to) - way * 2;
  const head = isLost
    ? `M${end - 5} ${y - 5}l10 10m0-10l-10 10`
    : `M${end - way * 8} ${y - 5}L${end} ${y}L${end - way * 8} ${y + 5}`;
  return (
    `<path class="arrow${isDashed ? ' dashed' : ''}${way > 0 ? ' up' : ' down'}" d="M${from} ${y}H${end}"/>` +
    `<path class="arrow${way > 0 ? ' up' : ' down'}" d="${head}"/>` +
    `<text x="${(from + to) / 2}" y="${y - 7}">${escape(text)}</text>`
  );
}

function noteAt(over: number[], y: number, text: string, width: number): string {
  const half = (text.length * LETTER + 12) / 2;
  const wanted = (Math.min(...over) + Math.max(...over)) / 2;
  const middle = Math.max(half, Math.min(width - half, wanted));
  return (
    `<rect class="note" x="${middle - half}" y="${y - 17}" width="${2 * half}" height="24" rx="5"/>` +
    `<text x="${middle}" y="${y}">${escape(text)}</text>`
  );
}
