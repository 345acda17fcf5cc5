// Runs npm for the other files here. Like packages.mjs it must run on a Node that is too old: no recent syntax.
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
  const { output } = npm(['ping'].concat(patience), folder);
  return NO_NETWORK.test(output) && networkAdvice(output) === '';
}

/**
 * What to do about what npm has said, where it is known; else an empty text.
 *
 * @param {string} output
 */
export function networkAdvice(output) {
  const proxy = ['npm_config_https_proxy', 'npm_config_proxy', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY']
    .map((name) => process.env[name])
    .find((value) => value)
    ?.replace(/\/\/.*@/, '//'); // without its password: this may be on a projector
  if (/SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)|CERT_(UNTRUSTED|SIGNATURE)|DEPTH_ZERO/.test(output)) {
    return (
      'This network inspects encrypted connections, and Node does not know its certificate. Use another network, such ' +
      'as your phone’s, or get the certificate as a .pem file and run: npm config set cafile /path/to/it.pem'
    );
  }
  if (proxy && NO_NETWORK.test(output)) {
    return (
      `npm was told to use the proxy ${proxy}, which does not answer. If you are not in its network any more, run: ` +
      'npm config delete proxy, then npm config delete https-proxy, and remove HTTPS_PROXY from your environment.'
    );
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return (
      'npm may not write to this folder. Copy the project to a folder of your own, such as one in your home folder, and ' +
      'run the command there.'
    );
  }
  return '';
}
