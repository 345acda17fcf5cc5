// Suspects: mistakes that leave traces of their own. It names the one that fits what was seen.
import type { Finding } from './findings.ts';
import { type Happening, type Trace } from './trace.ts';

const SOON = 1000; // milliseconds

export function suspectOf({ name, text, who }: Finding, trace: Trace): string | undefined {
  const of = (kind: Happening['kind']) => trace.of(kind).filter((one) => one.text === text);
  const ids = new Set(of('send').map(({ id }) => id));
  const isSharedId = trace
    .of('send')
    .some((one) => one.id !== undefined && one.text !== text && ids.has(one.id));
  const wasKilled = (after: number) =>
    trace.of('killed').some(({ at }) => after - SOON < at && at < after + SOON);

  if ((name === 'lost' || name === 'missing') && isSharedId) {
    const [id] = ids;
    return `The id of a message is not unique: two messages have "${id}", and the second one counts as sent again.`;
  }
  if (name === 'lost') {
    if (wasKilled(of('ack')[0]?.at ?? 0)) return 'The server acknowledges a message before it is stored.';
    return 'The server acknowledges a message, and then doesn’t store it.';
  }
  if (name === 'gone') return 'The server broadcasts a message before it is stored.';
  if (name === 'missing') {
    const drop = of('drop').find((one) => one.lane === who);
    if (drop)
      return 'The page takes a message for a duplicate because its number is not higher than the last one.';
    return 'The server has stored the message, and never broadcast it to this page.';
  }
  if (name === 'doubled') {
    const again = of('show').find((one) => one.again);
    const isReplay =
      again && of('show').filter((one) => one.lane === again.lane && one.id === again.id).length > 1;
    if (isReplay) return 'The server replays the history as live events.';
    if (ids.size === 1 && !ids.has(undefined))
      return 'A message that is sent again with the same id is not deduplicated.';
    return 'A message without an id was sent again by hand.';
  }
  return undefined;
}
