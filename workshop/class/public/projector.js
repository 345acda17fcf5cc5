// The projector view: where we are, the timer, and the results of the question. It shows nobody's name.
import { digits, lateness, setupClock } from './clock.js';
import { byId } from './dom.js';
import { connectAsInstructor } from './instructor.js';
import { placeOf } from './places.js';
import { showResults } from './results.js';

const socket = connectAsInstructor();
const text = (/** @type {string} */ id, /** @type {string} */ shown) => {
  byId(id, HTMLElement).textContent = shown;
};
const showLead = (/** @type {import('../events.ts').Lead | null} */ lead) =>
  text('lead', lead ? `We are at ${placeOf(lead)}` : 'Welcome!');

socket.on('welcome', ({ lead }) => showLead(lead));
socket.on('lead_changed', showLead);
socket.on('results_updated', (results) => showResults(byId('results', HTMLElement), results));
setupClock(socket, (moment) => {
  text('phase', moment ? `${moment.phase}: ${digits(moment.leftOfPhase)} left` : '');
  text('part', moment?.what ?? '');
  text('clock', moment ? digits(moment.left) : '');
  text('late', moment ? lateness(moment.late) : '');
  byId('late', HTMLElement).classList.toggle('is-late', moment !== undefined && moment.late >= 1);
});
