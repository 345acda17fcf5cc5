// The page of the sidebar: logs in, and makes two columns do the same, each with its own client.
import { connectRaw } from '../raw/client.js';
import { connectSocketIo } from '../socketio/client.js';
import { showColumn } from './column.js';
import { byId } from './dom.js';

const nickname = byId('nickname', HTMLInputElement);
const token = byId('token', HTMLInputElement);
const error = byId('login-error', HTMLElement);
const transport = byId('socketio-transport', HTMLSelectElement);
const url = location.origin;

/** The token of the last login, until you log out. */
let valid = sessionStorage.getItem('token') ?? '';

const raw = showColumn('raw', (listeners) => connectRaw(url, () => token.value, listeners), renew);
const socketio = showColumn(
  'socketio',
  (listeners) => {
    const client = connectSocketIo(url, () => token.value, listeners);
    if (transport.selectedIndex > 0) client.useTransports(transport.value.split(' '));
    return client;
  },
  renew,
);
const columns = [raw, socketio];

function connectBoth() {
  for (const column of columns) column.connect();
}

/**
 * Posts JSON and returns the answer, or shows the error.
 *
 * @param {string} path
 * @param {object} body
 * @returns {Promise<{ token?: string, nickname?: string } | undefined>}
 */
async function post(path, body) {
  error.textContent = '';
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
    () => undefined,
  );
  const noAnswer = { error: 'The server does not answer.' };
  const answer = (await response?.json().catch(() => undefined)) ?? noAnswer; // a refusal may be plain text
  if (response?.ok) return answer;
  error.textContent = answer.error;
  return undefined;
}

async function logIn() {
  const login = await post('/login', { nickname: nickname.value });
  if (!login) return;
  nickname.value = login.nickname ?? '';
  valid = token.value = login.token ?? '';
  sessionStorage.setItem('nickname', nickname.value);
  sessionStorage.setItem('token', valid);
  connectBoth();
}

/** A server that has restarted knows no earlier tokens. If you were logged in, you get a new one, once. */
function renew(/** @type {string} */ sentence) {
  if (sentence !== 'This token is not valid.' || token.value !== valid || valid === '') return;
  valid = '';
  void logIn();
}

byId('login-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void logIn();
});
byId('logout', HTMLButtonElement).addEventListener('click', () => {
  const current = valid || token.value;
  valid = '';
  sessionStorage.removeItem('token');
  void post('/logout', { token: current });
});
byId('reconnect', HTMLButtonElement).addEventListener('click', connectBoth);

byId('both', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const input = byId('both-text', HTMLInputElement);
  const text = input.value;
  input.value = '';
  void Promise.all(columns.flatMap((column) => [column.echo(text), column.say(text)])).then((sent) => {
    if (!sent.includes(true)) input.value = `${text} ${input.value}`.trim();
  });
});
const ball = byId('ball', HTMLInputElement);
ball.addEventListener('change', () => {
  for (const column of columns) column.watch(ball.checked);
});
byId('reset', HTMLButtonElement).addEventListener('click', () => {
  for (const column of columns) column.countFromZero();
});

transport.addEventListener('change', () => socketio.client()?.useTransports(transport.value.split(' ')));

// After a reload, you are still logged in.
nickname.value = sessionStorage.getItem('nickname') ?? '';
token.value = sessionStorage.getItem('token') ?? '';
if (token.value) connectBoth();
