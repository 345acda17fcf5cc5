// Control: what the page of the race asks besides the lanes. It starts a race, slows it down, drops it, and reads figures.
import express, { type Request, type Response } from 'express';
import { z } from 'zod';
import { validate } from '../guard.ts';
import { findAddress } from '../limits/addresses.ts';
import { LATENCIES, type Race, findRace, startRace } from './races.ts';

const latencySchema = z.object({
  latency: z.literal(LATENCIES, `The latency is one of ${LATENCIES.join(', ')} milliseconds.`),
});

export const control = express.Router();

control.post('/start', (request, response) => {
  const race = startRace(findAddress(request.socket.remoteAddress));
  if (race) response.json({ race });
  else response.status(503).json({ error: 'Too many people are watching the race. Try again later.' });
});

control.post('/latency', express.json({ limit: '1kb' }), (request, response) => {
  const { data, error } = validate(latencySchema, request.body);
  withRace(request, response, (race) => {
    if (error !== undefined) return void response.status(400).json({ error });
    race.latency = data.latency;
    response.json({});
  });
});

control.post('/drop', (request, response) => {
  withRace(request, response, (race) => {
    race.drop();
    response.json({});
  });
});

/** The server's time helps the page to say how old a position is: the two clocks may differ. */
control.get('/figures', (request, response) => {
  withRace(request, response, (race) => response.json({ now: Date.now(), lanes: race.traffic() }));
});

/** Calls `run` with the race of a request, unless there is none or it asks too often. */
export function withRace(request: Request, response: Response, run: (race: Race) => void): void {
  response.setHeader('Cache-Control', 'no-store');
  const { race } = findRace(request);
  if (!race) response.status(404).json({ error: 'This race is over. Reload the page.' });
  else if (!race.mayAsk()) response.status(429).json({ error: 'This race asks too often. Wait a moment.' });
  else run(race);
}
