// The host in the browser: the field for the key, and what the host asks for. The server checks each request.
import { answerOf } from './ack.js';
import { byId } from './dom.js';
import { showHostTools } from './host-tools.js';

/** @import { AckResponse, BrowserSocket, RoomMode } from '../events.ts' */

/** @param {BrowserSocket} socket */
export function setupHost(socket) {
  const form = byId('host-form', HTMLFormElement);
  const key = byId('host-key', HTMLInputElement);
  const tools = byId('host-tools', HTMLFormElement);
  const frozen = byId('host-frozen', HTMLInputElement);
  const seconds = byId('host-seconds', HTMLSelectElement);
  const error = byId('host-error', HTMLElement);
  const dialog = byId('host-remove-dialog', HTMLDialogElement);
  const log = byId('chat-log', HTMLElement);

  // It comes with each connection, and again when you have become the host.
  socket.on('session', ({ user }) => {
    form.hidden = user.isHost === true;
    tools.hidden = !form.hidden;
    showHostTools(form.hidden);
  });

  const enter = async () => {
    if (!(await hasWorked(socket.timeout(5000).emitWithAck('become_host', { key: key.value }), error)))
      return;
    key.value = '';
    frozen.focus(); // the field has gone
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void enter();
  });

  tools.addEventListener('change', () => {
    if (!socket.connected) return; // Socket.IO would send it later, perhaps in another room
    const mode = { frozen: frozen.checked, seconds: Number(seconds.value) };
    void hasWorked(socket.timeout(5000).emitWithAck('set_room_mode', mode), error);
  });
  socket.on('room_mode', (mode) => {
    frozen.checked = mode.frozen;
    seconds.value = String(mode.seconds);
    const place = byId('room-mode', HTMLElement);
    if (place.textContent !== inWords(mode)) byId('chat-error', HTMLElement).textContent = ''; // it was about that
    place.textContent = inWords(mode);
  });

  log.addEventListener('click', ({ target }) => {
    const message = target instanceof HTMLElement ? target.dataset.message : undefined;
    if (message === undefined) return;
    const request = socket.timeout(5000).emitWithAck('delete_message', { message });
    void hasWorked(request, byId('chat-error', HTMLElement));
  });
  socket.on('message_deleted', ({ message }) => {
    const line = document.getElementById(`message-${message}`);
    const hadFocus = line?.contains(document.activeElement);
    line?.remove();
    if (hadFocus) log.focus();
  });

  byId('people-list', HTMLElement).addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLElement) || target.dataset.person === undefined) return;
    dialog.dataset.person = target.dataset.person;
    byId('host-remove-question', HTMLElement).textContent = `${target.ariaLabel} for 10 minutes?`;
    dialog.showModal();
  });
  dialog.addEventListener('close', () => {
    const person = { user: dialog.dataset.person ?? '' };
    if (dialog.returnValue === 'remove') {
      const request = socket.timeout(5000).emitWithAck('remove_person', person);
      void hasWorked(request, byId('chat-error', HTMLElement));
    } else if (dialog.returnValue === 'ban') {
      const request = socket.timeout(5000).emitWithAck('ban_person', { ...person, minutes: 24 * 60 });
      void hasWorked(request, byId('chat-error', HTMLElement));
    }
    dialog.returnValue = ''; // Escape leaves it as it was
  });
  socket.on('person_removed', ({ minutes }) => {
    socket.once('disconnect', () => {
      byId('status', HTMLElement).textContent = `The host has removed you. Come back in ${minutes} minutes.`;
    });
  });
}

/** @param {RoomMode} mode */
function inWords({ frozen, seconds }) {
  if (frozen) return 'The host has frozen this room.';
  return seconds > 0 ? `Slow mode: one message every ${seconds} seconds.` : '';
}

/** @param {Promise<AckResponse>} request @param {HTMLElement} place for an error */
async function hasWorked(request, place) {
  const answer = await answerOf(request, 'No answer came. Please try again.');
  place.textContent = answer.ok ? '' : answer.error;
  return answer.ok;
}
