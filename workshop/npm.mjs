// Runs npm for the other files here. Like ready.mjs it must run on a Node that is too old: no recent syntax.
import { spawnSync } from 'child_process';

/** What npm says when there is no connection. */
export const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONN|ETIMEDOUT|SOCKET_TIMEOUT|ENOTCACHED/;

/**
 * Runs npm in a folder, and returns its exit code and what it said.
 *
 * @param {string[]} args
 * @param {string} folder
 */
export function npm(args, folder) {
  // npm tells its scripts where it is. Started without it, the shell knows (on Windows npm is a .cmd file).
  const itself = process.env.npm_execpath || '';
  const { status, stdout, stderr } = itself.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [itself].concat(args), { cwd: folder, encoding: 'utf8' })
    : spawnSync(`npm ${args.join(' ')}`, { cwd: folder, encoding: 'utf8', shell: true });
  return { status, output: `${stdout}${stderr}` };
}

/**
 * Whether there is no connection. Asked before an installation, because that takes minutes to find out.
 *
 * @param {string} folder
 */
export function isOffline(folder) {
  const patience = [
    '--loglevel=error',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
    '--fetch-timeout=20000',
  ];
  return NO_NETWORK.test(npm(['ping'].concat(patience), folder).output);
}
