// Checks whether this computer is ready for the workshop, and says what to do if it isn't: npm run doctor
//
// It must run before anything is installed, and installs nothing.
import { checkNode } from '../run/packages.mjs';

checkNode(); // on an older Node the rest could not even be loaded
const { Mistake, command, readOptions } = await import('../run/options.mjs');
const { checkClass, checks } = await import('./checks.mjs');

const USAGE = 'Usage: npm run doctor, or npm run doctor -- --class 192.168.1.20:5006';

await command(async () => {
  const options = /** @type {const} */ ({ class: { type: 'string' } });
  const { values, positionals } = readOptions(options, USAGE);
  if (positionals.length > 0) throw new Mistake(`Unexpected argument: "${positionals.join(' ')}". ${USAGE}`);
  const address = values.class;
  const all = address === undefined ? checks : { ...checks, 'the class': () => checkClass(address) };

  let failures = 0;
  for (const [name, check] of Object.entries(all)) {
    try {
      console.log(`✓ ${name}: ${await check()}`);
    } catch (error) {
      failures += 1;
      console.log(`✗ ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (failures === 0) return console.log('\nThis computer is ready.');
  console.log('\nThis computer is not ready yet. Each line with a ✗ says what to do.');
  process.exitCode = 1;
});
