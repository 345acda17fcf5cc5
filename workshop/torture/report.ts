// The report in the terminal: figures, promises, and the ten events around the first violation.
import { styleText } from 'node:util';
import { wrap } from '../check/words.ts';
import type { Outcome } from './run.ts';
import { PEOPLE } from './schedule.ts';
import { type Happening, SERVER } from './trace.ts';
import { type Finding, PROMISES, type PromiseName } from './findings.ts';

const AROUND = 10; // events

const colours = process.stdout.hasColors?.() ?? false;
export const paint = (format: Parameters<typeof styleText>[0], text: string) =>
  colours ? styleText(format, text, { validateStream: false }) : text;
export const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
export const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** What has happened, in sentences. */
export function figuresOf({ trace, logs, newcomer = [], schedule }: Outcome): string[] {
  const textsOf = (...kinds: Happening['kind'][]) => new Set(trace.of(...kinds).map(({ text = '' }) => text));
  const [sent, acknowledged] = [textsOf('send'), textsOf('ack')];
  const unknown = [...sent].filter((text) => !acknowledged.has(text));
  const kept = new Set(newcomer.map(({ text }) => text));
  const inAll = [...sent].filter((text) =>
    [...logs.values()].every((log) => log.some((one) => one.text === text)),
  );
  const faults = new Map<string, number>();
  for (const { name } of schedule.faults) faults.set(name, (faults.get(name) ?? 0) + 1);
  return [
    `${PEOPLE.length} people wrote for ${schedule.length / 1000} seconds. ${count(schedule.faults.length, 'fault')}: ${[...faults].map(([name, times]) => `${times} × ${name}`).join(', ')}.`,
    `${count(sent.size, 'message')} sent, ${acknowledged.size} acknowledged, ${unknown.length} unknown (no answer came). ` +
      `Of the unknown ones, ${unknown.filter((text) => kept.has(text)).length} were stored.`,
    `In the end, ${inAll.length} messages are on every page. It took at most ${seconds(longestBreak(trace.events))} until everybody was back.`,
  ];
}

/** The longest time, in milliseconds, in which at least one person was not connected. */
function longestBreak(events: Happening[]): number {
  const away = new Set<string>();
  let [since, longest] = [0, 0];
  for (const { kind, lane, at } of events) {
    if (kind === 'disconnect' && lane !== 'Newcomer') {
      if (away.size === 0) since = at;
      away.add(lane);
    }
    if (kind === 'connect' && away.delete(lane) && away.size === 0) longest = Math.max(longest, at - since);
  }
  return longest;
}

/** @param keeps whether this server promises to keep messages when it is killed */
export function printReport(outcome: Outcome, findings: Finding[], keeps: boolean): void {
  console.log(
    figuresOf(outcome)
      .map((line) => wrap(line))
      .join('\n'),
  );
  console.log(`\nWhat ${keeps ? 'it promises, whatever happens' : 'it promises while it runs'}:`);
  for (const name of Object.keys(PROMISES) as PromiseName[]) {
    const all = findings.filter((one) => one.name === name && one.isPromised);
    if (name === 'ghost' && [...outcome.lists.values()].every((list) => !list)) continue;
    if (all.length === 0) console.log(`  ${paint('green', '✓')} ${PROMISES[name]}.`);
    else console.log(`  ${paint('red', '✗')} ${PROMISES[name]}: broken ${count(all.length, 'time')}.`);
    // Suspects that differ only in an id are one.
    const suspects = new Map(all.map(({ suspect = '' }) => [suspect.replace(/".*"/, ''), suspect]));
    for (const suspect of suspects.values()) if (suspect) console.log(wrap(suspect, '      '));
  }
  const excused = (name: PromiseName) =>
    findings.filter((one) => one.name === name && !one.isPromised).length;
  const [lost, gone, doubled] = [excused('lost'), excused('gone'), excused('doubled')];
  console.log(`\nWhat nobody has promised:`);
  if (!keeps)
    console.log(
      wrap(
        `– It keeps messages in its memory. So ${lost} acknowledged ones were lost when it was killed, and ${gone} more that somebody had seen.`,
      ),
    );
  if (!outcome.rules.hasOutbox)
    console.log(
      wrap(
        `– Without an answer, you can’t know whether a message has arrived. ${doubled} were sent again by hand and are there twice.`,
      ),
    );
  if (keeps && outcome.rules.hasOutbox) console.log('  – Nothing of what was tried.');
}

/** The events around a violation: first those of the same message, the server and the network, then the nearest ones. */
export function printAround(finding: Finding, events: Happening[]): void {
  const distanceOf = ({ at, text, lane, kind }: Happening) => {
    const isOther = text !== undefined && text !== finding.text;
    const isImportant = lane === SERVER || kind === 'fault' || ['send', 'ack', 'drop'].includes(kind);
    return Math.abs(at - finding.at) * (isOther ? 1000 : isImportant || lane === finding.who ? 1 : 10);
  };
  const nearest = events.toSorted((one, other) => distanceOf(one) - distanceOf(other)).slice(0, AROUND);
  console.log(`\nThe first violation, at ${seconds(finding.at)}: ${finding.says}\n`);
  for (const event of nearest.toSorted((one, other) => one.at - other.at)) {
    const line = `  ${seconds(event.at).padStart(9)}  ${event.lane.padEnd(8)}  ${event.says}`;
    console.log(paint(event.at === finding.at ? 'red' : 'dim', line));
  }
}
