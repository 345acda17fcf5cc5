// Which server you are connected to, and for the host: all servers, and the log of what hosts have done.
import { answerOf } from './ack.js';
import { byId, create, localTime } from './dom.js';

/** @import { AckResponse, BrowserSocket } from '../events.ts' */

/** @param {BrowserSocket} socket */
export function setupServer(socket) {
  const details = byId('host-more', HTMLDetailsElement);
  const error = byId('host-error', HTMLElement);

  /** @param {Promise<AckResponse>} request */
  const ask = async (request) => {
    const answer = await answerOf(request, 'No answer came. Please try again.');
    error.textContent = answer.ok ? '' : answer.error;
    return answer.ok ? answer : undefined;
  };

  /** @param {string} id @param {string} name */
  const stopButton = (id, name) => {
    const button = create('button', 'Stop');
    button.type = 'button';
    button.ariaLabel = `Stop ${name}`;
    const stop = async () => {
      const answer = await ask(socket.timeout(5000).emitWithAck('stop_server', { server: id }));
      button.disabled = answer !== undefined;
    };
    button.addEventListener('click', () => void stop());
    return button;
  };

  const show = async () => {
    const all = await ask(socket.timeout(5000).emitWithAck('read_servers', {}));
    const done = await ask(socket.timeout(5000).emitWithAck('read_actions', {}));
    const servers = (all?.servers ?? []).map(({ id, name, people }) => {
      const entry = create('li', `${name}, with ${people} ${people === 1 ? 'person' : 'people'} `);
      entry.append(stopButton(id, name));
      return entry;
    });
    byId('host-servers', HTMLUListElement).replaceChildren(...servers);
    const actions = (done?.actions ?? []).map(({ at, host, what }) => {
      const line = create('li', '');
      line.append(localTime(at), ` ${host} ${what}`);
      return line;
    });
    byId('host-actions', HTMLOListElement).replaceChildren(...actions);
  };

  socket.on('server_info', ({ name }) => {
    byId('server', HTMLElement).textContent = `on ${name}`;
  });
  details.addEventListener('toggle', () => details.open && void show());
  byId('host-refresh', HTMLButtonElement).addEventListener('click', () => void show());
}
