// A step's page. The last line connects: by then everything listens.
import { setupCheck } from './check.js';
import { setupClass } from './class.js';
import { setupCopy } from './copy.js';
import { byId, within } from './dom.js';
import { setupServers } from './servers.js';
import { connect, socket } from './socket.js';
import { setupTabs } from './tabs.js';

const { step = '', demo } = within(document, '.split').dataset;
const show = setupTabs('demo');

/** @type {NodeListOf<HTMLAnchorElement>} */
const quoted = document.querySelectorAll('a.to-file, .lesson a[href^="/file/"]');
for (const link of quoted) {
  link.target = 'code';
  link.addEventListener('click', () => {
    byId('code', HTMLIFrameElement).hidden = false;
    byId('no-code', HTMLElement).hidden = true;
    show('code');
  });
}

setupServers();
if (demo !== '0') {
  setupCopy();
  setupCheck(Number(demo));
  // The class leads to a stage by ?stop=3.2.
  const stop = new URLSearchParams(location.search).get('stop');
  if (stop) {
    const stops = byId('my-stop', HTMLSelectElement);
    stops.value = stop;
    if (stops.selectedIndex < 0) stops.value = demo ?? ''; // the last stage is the demo itself
    if (!location.hash) show('copy');
  }
}
setupClass();
// With several steps open, the one that is looked at counts.
const visit = () => {
  if (socket.connected && document.visibilityState === 'visible')
    socket.emit('visit_step', { name: step }, () => {});
};
socket.on('connect', visit);
document.addEventListener('visibilitychange', visit);
connect();
