// Copies and order: messages that are there twice, and pages that show them in another order than others.
import type { Evidence } from './evidence.ts';
import type { Finding } from './findings.ts';
import type { Happening } from './trace.ts';

export function findCopies({ events, shows, firstSend, hasOutbox }: Evidence): Finding[] {
  const doubles = doublesIn(events).filter(({ text = '' }) => firstSend.has(text));
  const first = new Map(doubles.toReversed().map((event) => [event.text, event])); // one for each message
  return [...first.values()].map(({ text = '', at, lane: who, id }) => {
    const copies = new Set(shows.filter((one) => one.text === text).map((one) => one.id));
    const isShownTwice = id !== undefined && copies.size === 1;
    const says = isShownTwice
      ? `${who}’s page shows "${text}" twice: it came twice.`
      : `"${text}" is there twice: it was sent again, and stored again.`;
    // Without an outbox it was a person who has sent it again. That is nobody's promise.
    return { name: 'doubled', at, text, who, says, isPromised: isShownTwice || hasOutbox };
  });
}

/** Each time that a page gets a message which it shows already, or a history with one that is in it twice. */
function doublesIn(events: Happening[]): Happening[] {
  return events.flatMap((event) => {
    if (event.kind === 'show') return event.again ? [event] : [];
    const texts = event.texts ?? [];
    return texts.filter((text, i) => texts.indexOf(text) < i).map((text) => ({ ...event, text }));
  });
}

export function findReordered({ logs, kept, shows, end }: Evidence): Finding[] {
  return [...logs].flatMap(([who, log]): Finding[] => {
    const places = log.map(({ text }) => kept.indexOf(text)).filter((place) => place >= 0);
    const wrong = places.findIndex((place, i) => i > 0 && place < places[i - 1]!);
    if (wrong < 0) return [];
    const [text, other] = [kept[places[wrong]!]!, kept[places[wrong - 1]!]!];
    const at = shows.find((one) => one.lane === who && one.text === text)?.at ?? end;
    const says = `${who}’s page shows "${other}" before "${text}", and others the other way round.`;
    return [{ name: 'reordered', at, text, who, says, isPromised: true }];
  });
}
