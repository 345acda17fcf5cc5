// Whatever assertion of the check fails, what a person reads then is a sentence about a chat, with the events it judges.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { onlookers } from '../workshop/check/assert.ts';
import { layers } from '../workshop/check/behaviours/layers.ts';
import { causeOf } from '../workshop/check/causes.ts';
import { contractOf } from '../workshop/check/contract.ts';
import { explain } from '../workshop/check/explain.ts';
import { root, startDemo } from '../workshop/check/harness.ts';
import { newTranscript, record } from '../workshop/check/transcript.ts';

test('what several clients or pages did is one line, in the plural', () => {
  const transcript = newTranscript();
  for (const client of [2, 3])
    transcript.entries.push(
      { client, kind: 'connecting', name: '' },
      { client, kind: 'refused', name: 'Full.' },
      { client, kind: 'did', name: 'opens /' },
    );
  transcript.entries.sort((a, b) => a.kind.localeCompare(b.kind));
  const failure = { layer: '', sentence: '', error: new Error(), transcript, printed: '' };
  const explanation = explain(failure, undefined, '');
  for (const line of [
    'clients 2, 3 connect\n',
    'clients 2, 3: each opens /\n',
    'clients 2, 3 were not let in: Full.\n',
  ])
    expect(explanation).toContain(line);
});

// Each layer in the last demo that has it.
describe.concurrent.each([2, 3, 7])('in demo %i', (number) => {
  const demo = join(root, `demo${number}`);
  const compared = { folder: demo, demo, contract: contractOf(demo) };

  test(
    'every assertion has a sentence, readable values, and the event that it judges',
    { timeout: 120_000 },
    async () => {
      const running = await startDemo(demo);
      const told = new Map<string, string>();
      const unclear: string[] = [];
      try {
        for (const { name: layer, behaviours } of layers.filter(({ to }) => to === number)) {
          for (const [sentence, { check, ask }] of Object.entries(behaviours)) {
            const transcript = newTranscript();
            const onlook = (error: Error) => {
              if (told.has(`${sentence}: ${error.message}`)) return;
              const failure = { layer, sentence, error, transcript, printed: '' };
              const explanation = explain(failure, causeOf(failure, compared), ask);
              told.set(`${sentence}: ${error.message}`, explanation);
              const [, expectation = '', came = ''] =
                /What was expected:\n([^]*)What came:\n([^]*)What that looks like:\n {2}\S/.exec(
                  explanation,
                ) ?? [];
              const judged = [...transcript.read].filter((event) =>
                transcript.entries.some(({ kind, name }) => kind === 'received' && name === event),
              );
              const isGood =
                error.message.split(' ').length >= 3 &&
                !/\{\}|\[\]|undefined|\[object/.test(expectation) &&
                judged.every((event) => came.includes(`← ${event}`)) &&
                !explanation.includes('Compare what was expected');
              if (!isGood) unclear.push(`${sentence}\n${explanation}`);
            };
            await record(transcript, () => onlookers.run(onlook, () => check(running)));
          }
        }
      } finally {
        await running.stop();
      }
      expect(told.size).toBeGreaterThan(20);
      expect(unclear.join('\n')).toBe('');
      if (process.env.SHOW) console.log([...told].map(([what, text]) => `== ${what}\n${text}`).join('\n'));
    },
  );
});
