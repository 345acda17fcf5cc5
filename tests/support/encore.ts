// Starts the encore for a test: with a PostgreSQL in a folder of its own, or a database of its own in one that runs.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, root, startDemo } from '../../workshop/check/harness.ts';

export const encore = join(root, 'demo-encore');

/** A folder for the data of an encore. PostgreSQL runs as another user when this is root, and has to get in. */
export function dataFolder(): { folder: string; remove: () => void } {
  const parent = mkdtempSync(join(tmpdir(), 'encore-'));
  chmodSync(parent, 0o755);
  return {
    folder: join(parent, 'data'),
    remove: () => rmSync(parent, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}

/** Starts an encore, or a copy of it, with new data of its own. `stop` also removes the data. */
export async function startEncore(env: NodeJS.ProcessEnv = {}, copy = encore): Promise<Demo> {
  const { folder, remove } = dataFolder();
  const demo = await startDemo(copy, { env: { DATA_FOLDER: folder, DATABASE_URL: undefined, ...env } });
  return {
    ...demo,
    stop: async (signal) => {
      const code = await demo.stop(signal);
      remove();
      return code;
    },
  };
}
