// Somebody who uses a demo while it is attacked, and what an attack does to them and to the server's memory.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, connect } from '../../workshop/check/client.ts';
import { type Demo, root, run } from '../../workshop/check/harness.ts';

/** What an attack did. Times are in milliseconds, memory in megabytes. */
export interface Damage {
  median: number;
  longest: number;
  answered: number;
  refused: string[];
  memory: number;
  /** What the attacker saw. */
  outcome: Record<string, unknown>;
}

const EVERY = 400; // milliseconds: faster than anybody types

/** The memory of a process, where the system tells (Linux); else 0. */
function memoryOf(pid: number): number {
  try {
    const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1000;
  } catch {
    return 0;
  }
}

/** Runs one of the attacks of attacker.ts, and asks the demo for something ordinary all the while. */
export async function suffer(demo: Demo, attack: string, event: string, payload: object): Promise<Damage> {
  const bystander: Client = await connect(demo.url, { transports: ['websocket'] });
  const times: number[] = [];
  const refused: string[] = [];
  const before = memoryOf(demo.pid);
  let memory = 0;

  const tsx = import.meta.resolve('tsx');
  const attacker = run(process.execPath, [
    '--import',
    tsx,
    join(root, 'tests/attacks/attacker.ts'),
    attack,
    demo.url,
  ]);
  const chatting = async () => {
    while (attacker.child.exitCode === null) {
      const start = performance.now();
      const answer = await bystander.ask(event, payload);
      times.push(performance.now() - start);
      if (!answer.ok) refused.push(answer.error ?? '');
      memory = Math.max(memory, memoryOf(demo.pid) - before);
      await new Promise((done) => setTimeout(done, EVERY));
    }
  };
  const chat = chatting();
  const [, outcome = '{}'] = await attacker.printed(/outcome (.*)/);
  await attacker.exited;
  await chat;
  bystander.close();
  times.sort((one, other) => one - other);
  return {
    median: times[times.length >> 1] ?? Infinity,
    longest: times.at(-1) ?? Infinity,
    answered: times.length,
    refused,
    memory,
    outcome: JSON.parse(outcome) as Record<string, unknown>,
  };
}
