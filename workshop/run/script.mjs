// Runs a script of this project in this process. It may be TypeScript.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { register } from 'tsx/esm/api';
import { root } from './root.mjs';

/** @param {string} path from the project's folder */
export async function runScript(path) {
  register();
  await import(pathToFileURL(resolve(root, path)).href);
}
