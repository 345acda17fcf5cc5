// Starts my/, unless another terminal runs it already.
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { my } from '../run/folders.ts';
import { serve } from '../run/serve.mjs';
import { makeSaved, saved } from './files.ts';

const PORT = '5050';
/** Holds the process id and the port of the terminal that runs my/, and is touched all the while. */
const running = join(saved, '.running');

/** The options of every command that starts my/. */
export const startOptions = {
  port: { type: 'string' },
  lan: { type: 'boolean' },
  'no-start': { type: 'boolean' },
} as const;

export async function startMy(options: {
  port?: string | undefined;
  lan?: boolean | undefined;
  'no-start'?: boolean | undefined;
}): Promise<void> {
  if (options['no-start']) return;
  const port = options.port ?? PORT;
  const elsewhere = runsElsewhere();
  if (elsewhere !== undefined && (options.port === undefined || options.port === elsewhere)) {
    console.log(`my/ already runs in another terminal, and restarts there: http://localhost:${elsewhere}`);
    return;
  }
  if (elsewhere === undefined) tellOthers(port);
  await serve(my, { port, lan: options.lan, npmRun: 'npm run my' });
}

/** The port of another terminal that runs my/. One that was killed has left its file, but does not touch it. */
function runsElsewhere(): string | undefined {
  try {
    if (Date.now() - statSync(running).mtimeMs > 10_000) return undefined;
    const { pid, port } = JSON.parse(readFileSync(running, 'utf8')) as { pid: number; port: string };
    process.kill(pid, 0); // sends nothing: it fails when there is no such process
    return port;
  } catch {
    return undefined;
  }
}

/** From now on other terminals know that this one runs my/. */
function tellOthers(port: string): void {
  makeSaved();
  writeFileSync(running, JSON.stringify({ pid: process.pid, port }));
  process.on('exit', () => rmSync(running, { force: true }));
  setInterval(() => existsSync(running) && utimesSync(running, new Date(), new Date()), 2000).unref();
}
