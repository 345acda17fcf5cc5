// Draws the space-time diagram, and lets you zoom, follow a message, and go from one violation to the next.

/** @type {import('../diagram.ts').Diagram} */
const diagram = JSON.parse(document.getElementById('data')?.textContent ?? '{}');
const { lanes, length, arrows, breaks, marks, findings } = diagram;

/**
 * @template {Element} Type
 * @param {string} id
 * @param {new () => Type} type
 */
function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`There is no #${id}.`);
  return element;
}
// What matters most is painted last, on top of the others.
const inOrder = ['show', 'send', 'ack', 'again', 'lost'].flatMap((kind) =>
  arrows.filter((one) => one.kind === kind),
);
const view = byId('view', HTMLElement);
const names = byId('names', HTMLElement);
const svg = byId('diagram', SVGSVGElement);
const chosen = byId('findings', HTMLSelectElement);
const followed = byId('message', HTMLSelectElement);

const TOP = 20; // pixels
const LABEL_EVERY = 12; // pixels: closer than that, labels would cover each other
let scale = 0.25; // pixels for a millisecond

/** @param {number} at */
const yOf = (at) => TOP + at * scale;

/** @param {string} name @param {Record<string, string | number>} attributes @param {(Element | string)[]} content */
function create(name, attributes, ...content) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...content);
  return element;
}

function draw() {
  const width = view.clientWidth;
  const isNarrow = width < 600;
  const side = isNarrow ? 44 : 90;
  /** @param {number} lane */
  const xOf = (lane) => side + (lane * (width - 2 * side)) / (lanes.length - 1);
  const height = yOf(length) + TOP;
  const step = [10, 20, 50, 100, 200, 500, 1000, 2000].find((one) => one * scale >= 40) ?? 5000;
  const ticks = Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step);
  /** @type {Map<number, number>} where the last label of a lane is */
  const labels = new Map();
  /** @param {number} lane @param {number} at */
  const hasSpace = (lane, at) => {
    if (yOf(at) - (labels.get(lane) ?? -100) < LABEL_EVERY) return false;
    labels.set(lane, yOf(at));
    return true;
  };

  const chosenY = yOf(findings[Number(chosen.value)]?.at ?? -1000);

  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  names.replaceChildren(
    ...lanes.map((name, lane) => {
      const label = document.createElement('span');
      label.textContent = name;
      label.style.left = `${xOf(lane)}px`;
      return label;
    }),
  );
  svg.replaceChildren(
    ...ticks.flatMap((at) => [
      create('line', { class: 'tick', x1: side - 4, x2: width, y1: yOf(at), y2: yOf(at) }),
      create('text', { class: 'time', x: 2, y: yOf(at) + 4 }, `${at / 1000} s`),
    ]),
    ...lanes.map((_, lane) =>
      create('line', { class: 'lane', x1: xOf(lane), x2: xOf(lane), y1: 0, y2: height }),
    ),
    ...breaks.map(({ lane, at, until, says }) => {
      const place = { x: xOf(lane) - 5, y: yOf(at), width: 10, height: Math.max(2, (until - at) * scale) };
      return create('rect', { class: 'break', ...place }, create('title', {}, says));
    }),
    ...inOrder.map((arrow) => {
      const { kind, at, until, text, says } = arrow;
      const [x, y, end] = [xOf(arrow.from), yOf(at), yOf(until)];
      const target = kind === 'lost' ? (x + xOf(arrow.to)) / 2 : xOf(arrow.to);
      const back = Math.sign(x - target) * 6;
      const head = kind === 'lost' ? `m-5-5l10 10m0-10l-10 10` : `m${back}-4L${target} ${end}l${back} 4`;
      const parts = [create('path', { d: `M${x} ${y}L${target} ${end}${head}` }), create('title', {}, says)];
      const isFollowed = text === followed.value;
      if (kind === 'send' && (isFollowed || !isNarrow) && hasSpace(arrow.from, at)) {
        const anchor = target > x ? 'end' : 'start';
        parts.push(
          create('text', { x: x - Math.sign(target - x) * 8, y: y + 4, 'text-anchor': anchor }, text),
        );
      }
      const group = create('g', { class: `arrow ${kind}${isFollowed ? ' followed' : ''}` }, ...parts);
      group.addEventListener('click', () => follow(text));
      return group;
    }),
    ...marks.flatMap(({ lane, at, label }) => [
      create('path', { class: 'mark', d: `M${xOf(lane)} ${yOf(at) - 6}l6 6-6 6-6-6z` }),
      create('text', { class: 'mark', x: xOf(lane) + 9, y: yOf(at) + 16 }, label),
    ]),
    ...findings.flatMap(({ at, says, isPromised }, i) => {
      const isChosen = String(i) === chosen.value;
      if (!isPromised && !isChosen) return [];
      const kind = isPromised ? 'finding' : 'finding excused';
      const isApart = Math.abs(yOf(at) - chosenY) >= LABEL_EVERY;
      const label = isChosen || (isApart && hasSpace(-1, at)) ? says : '';
      return [
        create('line', { class: kind, x1: side - 4, x2: width, y1: yOf(at), y2: yOf(at) }),
        create('text', { class: kind, x: side, y: yOf(at) + 12 }, isNarrow ? label.slice(0, 40) : label),
      ];
    }),
  );
  svg.classList.toggle('following', followed.value !== '');
}

/** @param {number} factor @param {number} [place] what stays where it is, in pixels from the top of what is visible */
function zoom(factor, place = middle()) {
  const at = (view.scrollTop + place - TOP) / scale;
  scale = Math.min(3, Math.max(0.02, scale * factor));
  draw();
  view.scrollTop = yOf(at) - place;
}

/** Where the chosen violation is when you see it, or the middle. */
function middle() {
  const place = yOf(findings[Number(chosen.value)]?.at ?? -1) - view.scrollTop;
  return place > 0 && place < view.clientHeight ? place : view.clientHeight / 2;
}

/** @param {string} text */
function follow(text) {
  followed.value = followed.value === text ? '' : text;
  draw();
}

/** @param {number} index of a violation. It shows all of it, from when the message was sent. */
function show(index) {
  const finding = findings[index];
  if (!finding) return;
  chosen.value = String(index);
  followed.value = finding.text;
  const since = arrows.find(({ text }) => text === finding.text)?.at ?? finding.at;
  scale = Math.min(0.5, Math.max(0.05, (0.7 * view.clientHeight) / (finding.at - since + 1)));
  draw();
  view.scrollTop = (yOf(since) + yOf(finding.at) - view.clientHeight) / 2;
}

function showStart() {
  followed.value = '';
  draw();
  view.scrollTop = 0;
}

for (const text of new Set(arrows.map((arrow) => arrow.text))) followed.append(new Option(text));
followed.addEventListener('change', draw);
chosen.addEventListener('change', () =>
  chosen.value === 'start' ? showStart() : show(Number(chosen.value)),
);
byId('closer', HTMLElement).addEventListener('click', () => zoom(1.5));
byId('wider', HTMLElement).addEventListener('click', () => zoom(1 / 1.5));
view.addEventListener('keydown', ({ key, ctrlKey, metaKey }) => {
  if (ctrlKey || metaKey) return;
  if (key === '+' || key === '=') zoom(1.5);
  if (key === '-') zoom(1 / 1.5);
  if (key === 'n') show(Number(chosen.value) + 1);
  if (key === 'p') show(Number(chosen.value) - 1);
});
// The wheel alone scrolls. With Ctrl, or with two fingers on a touchpad, it zooms.
view.addEventListener(
  'wheel',
  (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientY - view.getBoundingClientRect().top);
  },
  { passive: false },
);
addEventListener('resize', draw);

draw();
// It begins at the first promise that was broken.
show(
  Math.max(
    0,
    findings.findIndex(({ isPromised }) => isPromised),
  ),
);
