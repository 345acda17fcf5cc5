// `npm run my 3` makes my/, a copy of demo3 to type in, and starts it. `npm run catchup 4` does the same for who fell
// behind. What was in my/ before is kept in my-saved/.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoNumber, my, nameOf, root } from './folders.ts';
import { Mistake, command, readOptions } from './options.ts';
import { endTree } from './processes.ts';

const PORT = '5050';
const saved = join(root, 'my-saved');
/** Where a copy is made before it becomes my/; what is left of an interrupted one is removed the next time. */
const unfinished = '.unfinished-';
/** Holds the process id and the port of the terminal that runs my/, and is touched all the while. */
const running = join(saved, '.running');

await command(async () => {
  const catchup = process.argv.includes('--catchup');
  const usage = catchup
    ? 'It goes like this: npm run catchup 4'
    : 'It goes like this: npm run my 3 (a fresh copy of demo 3), or npm run my (goes on with the my/ that is there).';
  const { values, positionals } = readOptions(
    {
      catchup: { type: 'boolean' },
      port: { type: 'string' },
      lan: { type: 'boolean' },
      'no-start': { type: 'boolean' },
    },
    usage,
  );
  const [word, ...more] = positionals;
  if (more.length > 0) throw new Mistake(`"${more.join(' ')}" is one word too many. ${usage}`);

  if (word === undefined && !catchup && existsSync(join(my, 'server.ts')))
    console.log('my/ goes on as it is.');
  else copyDemo(demoNumber(word, usage), catchup);
  if (values['no-start']) return;

  const port = values.port ?? PORT;
  const elsewhere = runsElsewhere();
  if (elsewhere !== undefined && (values.port === undefined || values.port === elsewhere)) {
    console.log(
      `my/ runs in another terminal already, and starts again there: http://localhost:${elsewhere}`,
    );
    return;
  }
  await watch(port, values.lan ? ['--lan'] : []);
});

/** Puts a copy of a demo in the place of my/. Interrupted at any moment, it has lost nothing. */
function copyDemo(number: number, catchup: boolean): void {
  const copy = makeCopy(join(root, `demo${number}`));
  // Two renamings: neither leaves half a folder, and between them the work is in my-saved/ already.
  const place = exists(my) ? keep() : undefined;
  rename(copy, my);

  if (place) console.log(`What was in my/ is now in ${nameOf(place)}/, complete.`);
  console.log(`my/ is a copy of demo${number}: ${catchup ? 'go on typing there.' : 'the place to type.'}`);
  if (place && catchup) console.log(`What your own work lacks: npm run diff ${nameOf(place)} ${number}`);
}

function makeCopy(demo: string): string {
  makeSaved();
  for (const name of readdirSync(saved).filter((one) => one.startsWith(unfinished))) {
    // One that is younger may be that of another terminal.
    const age = Date.now() - (statSync(join(saved, name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > 60_000) rmSync(join(saved, name), { recursive: true, force: true });
  }
  const copy = mkdtempSync(join(saved, unfinished));
  try {
    cpSync(demo, copy, { recursive: true });
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    throw new Mistake(`${nameOf(demo)} could not be copied, and my/ is as it was: ${reasonOf(error)}`);
  }
  return copy;
}

function makeSaved(): void {
  try {
    mkdirSync(saved, { recursive: true });
  } catch (error) {
    throw new Mistake(
      `There must be a folder my-saved/ for what was in my/, and there is something else: ${reasonOf(error)}`,
    );
  }
}

/** Moves my/ to a place of its own in my-saved/, and returns that place. */
function keep(): string {
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
  const time = now.slice(0, 19).replace('T', '_').replaceAll(':', '-');
  let place = join(saved, time);
  for (let n = 2; exists(place); n++) place = join(saved, `${time}_${n}`);
  rename(my, place);
  return place;
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw new Mistake(
      `${nameOf(from)} could not be moved to ${nameOf(to)} (${reasonOf(error)}). Nothing is lost. ` +
        'Stop my/ with Ctrl-C, close the programs and terminals that are in it, then try again.',
    );
  }
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

/**
 * Starts my/, which starts again at each save as the demos do, and also when another folder has taken its place: that
 * is what catching up in a second terminal does.
 */
async function watch(port: string, options: string[]): Promise<void> {
  makeSaved();
  const isFirst = runsElsewhere() === undefined;
  if (isFirst) {
    writeFileSync(running, JSON.stringify({ pid: process.pid, port }));
    process.on('exit', () => rmSync(running, { force: true }));
  }
  let server: ChildProcess | undefined;
  const end = new AbortController();
  // Ctrl-C reaches the server as well. Should it come too early for that, the server is ended here.
  process.on('SIGINT', () => {
    end.abort();
    setTimeout(() => server && endTree(server), 1000).unref();
  });
  process.on('SIGTERM', () => {
    end.abort();
    if (server) endTree(server);
  });

  while (!end.signal.aborted) {
    server = startServer(['--port', port, ...options]);
    const folder = identityOf(my);
    let isReplaced = false;
    const looking = setInterval(() => {
      if (isFirst && existsSync(running)) utimesSync(running, new Date(), new Date());
      const now = identityOf(my);
      if (now === undefined || now === folder || isReplaced) return;
      isReplaced = true;
      endTree(server!);
    }, 500);
    const [code] = (await once(server, 'exit')) as [number | null];
    clearInterval(looking);
    process.exitCode = code ?? 0;
    if (!isReplaced) return;
    if (!end.signal.aborted) console.log('There is another my/ now: starting that one.');
  }
}

function startServer(args: string[]): ChildProcess {
  const tsx = fileURLToPath(new URL('cli.mjs', import.meta.resolve('tsx')));
  return spawn(
    process.execPath,
    [tsx, 'watch', '--include', join(my, '**', '*.ts'), join(my, 'server.ts'), ...args],
    {
      cwd: root,
      stdio: 'inherit',
      // By these start.ts knows how to call the command in its sentences.
      env: { ...process.env, npm_lifecycle_event: 'my', npm_lifecycle_script: 'tsx watch my/server.ts' },
    },
  );
}

/** Tells one folder from another of the same name; undefined when there is none. */
function identityOf(folder: string): string | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat && `${stat.ino} ${stat.birthtimeMs}`;
}

/** Also true of a link that leads nowhere. */
function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
