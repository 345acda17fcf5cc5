// What another process uses, CPU time and memory, asked of the system and not of the process.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

export interface Usage {
  /** Milliseconds of CPU time since the process began. */
  cpu: number;
  /** Bytes of memory that it has now. */
  rss: number;
}

/**
 * Starts to measure the CPU time of a server, in milliseconds. The function that it returns is told what the load
 * generator has used, and adds what all had that has nothing to do with the two.
 */
export function meter(pid: number): (generator: number) => { server: number; others: number } {
  const before = usageOf(pid).cpu;
  const busy = busyTime();
  return (generator) => {
    const server = usageOf(pid).cpu - before;
    return { server, others: busyTime() - busy - server - generator };
  };
}

/** Milliseconds in which this computer's CPUs had work, whoever's, all of them added up, since some moment. */
function busyTime(): number {
  // What is not idle. The sum of the other times would not do: Linux has some that Node does not tell.
  return cpus().reduce((sum, { times }) => sum + performance.now() - times.idle, 0);
}

/** NaN for what this system does not tell. */
export function usageOf(pid: number): Usage {
  try {
    return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  } catch {
    return { cpu: NaN, rss: NaN };
  }
}

function fromProc(pid: number): Usage {
  // The second field is the name in parentheses, which may hold blanks. Fields 14 and 15 are the time in the
  // program and in the system, in ticks of 10 ms.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]);
  return { cpu: (Number(fields[11]) + Number(fields[12])) * 10, rss: kilobytes * 1024 };
}

/** As on macOS, where the time is written 1:02.34. Windows has no such command. */
function fromPs(pid: number): Usage {
  // Two -o: on macOS all that follows a "=" is a heading, a comma and another column, too.
  const columns = ['-o', 'rss=', '-o', 'cputime=', '-p', String(pid)];
  const line = execFileSync('ps', columns, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [kilobytes, time = ''] = line.trim().split(/\s+/);
  const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpu: seconds * 1000, rss: Number(kilobytes) * 1024 };
}
