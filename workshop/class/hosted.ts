// The demos that the instructor hosts for the class: `npm run class -- --demos 4,7`.
import { DidNotStart, startDemo } from '../check/harness.ts';
import { demoNumber, folderOf } from '../run/folders.ts';
import { Mistake } from '../run/options.mjs';
import { tryPort } from '../run/port.mjs';
import { headingOf } from './plan.ts';

export interface Hosted {
  name: string;
  title: string;
  port: number;
}

const usage = 'Name the demos by their numbers: npm run class -- --demos 4,7';

/** Starts demos for the whole network, each on its usual port, or on any free ones. They end with this process. */
export async function hostDemos(list: string, host: string, onAnyPort: boolean): Promise<Hosted[]> {
  const numbers = new Set(list.split(/[\s,]+/).map((word) => demoNumber(word, usage)));
  return Promise.all([...numbers].map((number) => hostDemo(number, host, onAnyPort ? 0 : 5000 + number)));
}

async function hostDemo(number: number, host: string, wanted: number): Promise<Hosted> {
  const name = `demo${number}`;
  await tryPort(wanted, host, `npm run ${name}`);
  try {
    const demo = await startDemo(folderOf(name), { port: wanted, env: { HOST: host } });
    const [hostKey] = /The host's key: .*/.exec(demo.output()) ?? [];
    console.log(`${name} is ready: ${demo.url}${hostKey ? `. ${hostKey}` : ''}`);
    const watching = setInterval(() => {
      if (!demo.ended()) return;
      clearInterval(watching);
      console.error(`${name} has stopped. What it printed last:\n${demo.output().slice(-2000)}`);
    }, 1000).unref();
    return { name, title: headingOf(name), port: Number(new URL(demo.url).port) };
  } catch (error) {
    if (error instanceof DidNotStart) throw new Mistake(`${name}: ${error.message}`);
    throw error;
  }
}
