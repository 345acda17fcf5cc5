// Ends what a command has started.
import { type ChildProcess, spawnSync } from 'node:child_process';

/** Ends a process, and with it those that it has started in turn. */
export function endTree(child: ChildProcess): void {
  // On a signal tsx and our own commands end what they have started. Windows has no signals, and ends the one alone.
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F']);
  else child.kill('SIGTERM');
}
