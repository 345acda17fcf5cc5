// The verdict: everything that is wrong after a run, the earliest first.
import { findCopies, findReordered } from './copies.ts';
import { evidenceOf } from './evidence.ts';
import type { Finding } from './findings.ts';
import { findLosses } from './losses.ts';
import type { Outcome } from './run.ts';
import { PEOPLE } from './schedule.ts';
import { suspectOf } from './suspects.ts';

/** @param keeps whether this server promises to keep messages when it is killed */
export function findingsOf(outcome: Outcome, keeps: boolean): Finding[] {
  const { trace, newcomer, lists, stuck, lastWords } = outcome;
  const at = trace.events.at(-1)?.at ?? 0;
  if (!newcomer) {
    const says =
      lastWords === undefined ? 'In the end, nobody can come in any more.' : 'The server ended by itself.';
    return [{ name: 'stuck', at, says, isPromised: true }];
  }
  const evidence = evidenceOf(outcome, newcomer, keeps);
  const findings: Finding[] = [
    ...findLosses(evidence),
    ...findCopies(evidence),
    ...findReordered(evidence),
    ...[...lists].flatMap(([who, list]) => findGhosts(who, at, list)),
    ...stuck.map((who): Finding => {
      const says = `${who} did not come back, or still waits for an answer.`;
      return { name: 'stuck', at, who, says, isPromised: true };
    }),
  ];
  return findings
    .map((finding) => ({ ...finding, suspect: suspectOf(finding, trace) }))
    .toSorted((one, other) => one.at - other.at);
}

/** By then the newcomer has said goodbye, and all the others are back. Other people may use the same server. */
function findGhosts(who: string, at: number, list: string[] = [...PEOPLE]): Finding[] {
  const ghosts = ['Newcomer', ...PEOPLE].filter(
    (name) => list.filter((one) => one === name).length > (name === 'Newcomer' ? 0 : 1),
  );
  const absent = PEOPLE.filter((name) => !list.includes(name));
  const problems = [
    ...ghosts.map((name) => `${name} is in it and shouldn’t be`),
    ...absent.map((name) => `${name} isn’t in it and should be`),
  ];
  const says = `${who}’s list of people is wrong: ${problems.join(', ')}.`;
  return problems.length > 0 ? [{ name: 'ghost', at, who, says, isPromised: true }] : [];
}
