// The page of the class: join, and leave.
import { setupClass } from './class.js';
import { byId } from './dom.js';
import { connect, socket, tell } from './socket.js';

const form = byId('join-form', HTMLFormElement);
const address = byId('class-address', HTMLInputElement);
const alias = byId('class-alias', HTMLInputElement);
const error = byId('join-error', HTMLElement);
const leaving = byId('class-leave', HTMLButtonElement);

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const wanted = { address: address.value, alias: alias.value };
  tell(socket.timeout(10_000).emitWithAck('join_class', wanted), error);
});
leaving.addEventListener('click', () =>
  socket.emit('leave_class', {}, (answer) => {
    if (!answer.ok) error.textContent = answer.error; // what was told before that stays
  }),
);

socket.on('class_state', (state) => {
  const isIn = state.connection === 'connecting' || state.connection === 'connected';
  const hadFocus = form.contains(document.activeElement) || document.activeElement === leaving;
  const wasIn = form.hidden;
  form.hidden = isIn;
  byId('joined', HTMLElement).hidden = !isIn;
  const says = state.connection === 'connected' ? 'You are in the class' : 'Joining the class';
  const joined = byId('joined-says', HTMLElement);
  const text = `${says} at ${state.address} as ${state.alias}.`;
  if (joined.textContent !== text) joined.textContent = text;
  if (hadFocus && isIn !== wasIn) (isIn ? leaving : alias).focus();
  address.value ||= state.address;
  alias.value ||= state.alias;
  if (state.connection === 'ended') error.textContent = state.reason;
});
setupClass();
connect();
