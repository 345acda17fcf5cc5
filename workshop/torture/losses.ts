// Losses: messages that were acknowledged or seen, and are gone, and those that are missing on somebody's page.
import type { Evidence } from './evidence.ts';
import type { Finding } from './findings.ts';
import type { Happening } from './trace.ts';

export function findLosses(evidence: Evidence): Finding[] {
  const { firstAck, firstSend, firstShow, drops, histories, logs, kept, mustStay, end } = evidence;
  const lost = [...firstAck].filter(([text]) => !kept.includes(text));
  const gone = vanishedIn(evidence.events).filter(
    ({ text = '' }) => firstSend.has(text) && !lost.some(([one]) => one === text),
  );
  return [
    ...lost.map(([text, { at }]): Finding => {
      // When the first page has learned that it isn't there any more.
      const learned = histories.find((one) => one.at > at && !one.texts?.includes(text))?.at ?? end;
      const says = `"${text}" was acknowledged, and is lost.`;
      return { name: 'lost', at: learned, text, says, isPromised: mustStay(text) };
    }),
    ...[...new Map(gone.toReversed().map((one) => [one.text, one])).values()].map((event): Finding => {
      const { at, text = '', lane: who } = event;
      const says = `${who}’s page showed "${text}", and the next history didn’t have it.`;
      return { name: 'gone', at, text, who, says, isPromised: mustStay(text) };
    }),
    ...[...logs].flatMap(([who, log]) => {
      const shown = new Set(log.map(({ text }) => text));
      const missing = kept.filter((text) => !shown.has(text));
      return missing.map((text): Finding => {
        const drop = drops.find((one) => one.text === text && one.lane === who);
        // Since the acknowledgement everybody should get it.
        const { at } = drop ?? firstAck.get(text) ?? firstShow.get(text) ?? firstSend.get(text)!;
        const says = `The server has "${text}", and ${who}’s page doesn’t show it.`;
        return { name: 'missing', at, text, who, says, isPromised: true };
      });
    }),
  ];
}

/** Each message that a page showed, and that the next history of this page didn't have. */
function vanishedIn(events: Happening[]): Happening[] {
  const shown = new Map<string, Set<string>>(); // by person
  return events.flatMap((event) => {
    const { kind, lane, text = '', texts = [] } = event;
    const here = shown.get(lane) ?? new Set();
    if (kind === 'show') shown.set(lane, here.add(text));
    if (kind !== 'history') return [];
    shown.set(lane, new Set(texts));
    return [...here].filter((one) => !texts.includes(one)).map((one) => ({ ...event, text: one }));
  });
}
