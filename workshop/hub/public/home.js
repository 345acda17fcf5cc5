// The home page: marks the demos that run.
import { setupClass } from './class.js';
import { within } from './dom.js';
import { connect, socket } from './socket.js';

/** @type {NodeListOf<HTMLElement>} */
const steps = document.querySelectorAll('[data-step]');

socket.on('server_states', (states) => {
  for (const step of steps) {
    const runs = states.some(({ name, state }) => name === step.dataset.step && state === 'running');
    within(step, '.runs').textContent = runs ? 'Runs now.' : '';
  }
});
setupClass();
connect();
