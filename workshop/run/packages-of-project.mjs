// Lets a server that is anywhere on the disk use the packages of this project, where it has none of its own.
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) register(import.meta.url); // Node asks the function below, in a thread of its own

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (/^[./]|^\w+:/.test(specifier)) throw error; // a file, and not a package
    return next(specifier, { ...context, parentURL: import.meta.url });
  }
}
