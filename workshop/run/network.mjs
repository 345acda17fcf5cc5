// Tells how others on the network reach a server: its addresses, and a QR code for phones.
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/**
 * Prints the addresses of a server that is open to the network, and returns the one in the QR code.
 *
 * @param {number} port
 * @param {string} host the address that it listens on; 0.0.0.0 and :: stand for all of this computer's
 */
export function printAddresses(port, host) {
  const addresses = host === '0.0.0.0' || host === '::' ? lanAddresses() : [host];
  const [invite, ...others] = addresses.map(
    (address) => `http://${isIPv6(address) ? `[${address}]` : address}:${port}`,
  );
  if (invite === undefined) {
    console.log('No network was found. Connect this computer to one, then start again.');
    return undefined;
  }
  console.log('Everybody on this network can reach it:');
  for (const url of [invite, ...others]) console.log(`  ${url}`);
  // White on black, whatever the colours of the terminal: a phone's camera needs the contrast.
  const code = renderUnicodeCompact(invite, { border: 2 });
  console.log(code.replace(/^.*$/gm, '\x1b[97;40m$&\x1b[0m'));
  return invite;
}

/** This computer's IPv4 addresses in its networks, those of virtual machines and containers last. */
function lanAddresses() {
  const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|vEthernet|VirtualBox|VMware|utun|tun|tap)/i;
  return Object.entries(networkInterfaces())
    .toSorted(([a], [b]) => Number(virtual.test(a)) - Number(virtual.test(b)))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
