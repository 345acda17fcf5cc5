// The page of the class: join, and leave.
import { setupClass } from './class.js';
import { byId } from './dom.js';
import { connect, socket, tell } from './socket.js';

const form = byId('join-form', HTMLFormElement);
const address = byId('class-address', HTMLInputElement);
const alias = byId('class-alias', HTMLInputElement);
const error = byId('join-error', HTMLElement);

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const wanted = { address: address.value, alias: alias.value };
  tell(socket.timeout(10_000).emitWithAck('join_class', wanted), error);
});
byId('class-leave', HTMLButtonElement).addEventListener('click', () =>
  socket.emit('leave_class', {}, (answer) => {
    if (!answer.ok) error.textContent = answer.error; // what was told before that stays
  }),
);

socket.on('class_state', (state) => {
  const isIn = state.connection === 'connecting' || state.connection === 'connected';
  form.hidden = isIn;
  byId('joined', HTMLElement).hidden = !isIn;
  byId('joined-says', HTMLElement).textContent =
    `You are in the class at ${state.address} as ${state.alias}.`;
  address.value ||= state.address;
  alias.value ||= state.alias;
  if (state.connection === 'ended') error.textContent = state.reason;
});
setupClass();
connect();
