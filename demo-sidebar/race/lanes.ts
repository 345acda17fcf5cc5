// The three lanes that are ordinary HTTP: short polling, long polling, and Server-Sent Events.
import express, { type Request, type Response } from 'express';
import type { Ball } from '../events.ts';
import { findAddress } from '../limits/addresses.ts';
import { hasOwnHost, isSameOrigin, refuse } from '../origin.ts';
import { control, withRace } from './control.ts';
import { inOrder } from './latency.ts';
import { takePlace } from './places.ts';
import { everyPosition, newestPosition } from './positions.ts';
import type { Race } from './races.ts';

const MAX_WAITING = 64 * 1024; // bytes that may wait for a slow reader of a stream; with more, the connection ends
const RETRY_AFTER = 1000; // milliseconds until the browser opens a stream again

export const lanes = express.Router();

lanes.use((request, response, next) => {
  if (hasOwnHost(request) && isSameOrigin(request)) next();
  else refuse(response, 'Pages of other sites may not do this.');
});
lanes.use(control);

// Short polling: the answer comes immediately, whether it is news or not.
lanes.get('/short', (request, response) => {
  enter(request, response, (race) => newestPosition(0, (ball) => answer(race, response, ball)));
});

// Long polling: the answer comes when there is a later position than the one that the browser knows.
lanes.get('/long', (request, response) => {
  const after = Number(request.query.after) || 0;
  enter(request, response, (race) => newestPosition(after, (ball) => answer(race, response, ball)));
});

// Server-Sent Events: one answer that never ends. After a break, the browser names the last position that it got.
lanes.get('/events', (request, response) => {
  const last = Number(request.headers['last-event-id']) || Infinity;
  enter(request, response, (race) => {
    const leave = inOrder(() => race.latency);
    const write = (text: string) => {
      leave(() => {
        if (response.writableLength > MAX_WAITING) response.destroy();
        if (!response.destroyed) response.write(text);
      });
    };
    response.setHeader('Content-Type', 'text/event-stream');
    write(`retry: ${RETRY_AFTER}\n\n`);
    return everyPosition(last, (ball) => write(`id: ${ball.at}\ndata: ${JSON.stringify(ball)}\n\n`));
  });
});

/** Calls `start` when there is a place and the request has arrived, and what `start` returns when it is over. */
function enter(request: Request, response: Response, start: (race: Race) => () => void): void {
  withRace(request, response, (race) => {
    const refusal = takePlace(race, findAddress(request.socket.remoteAddress), response);
    if (refusal) return void response.status(503).json({ error: refusal });
    inOrder(() => race.latency)(() => {
      if (response.destroyed) return; // the visitor has left meanwhile
      response.on('close', start(race));
    });
  });
}

/** Sends JSON without any header that the browser doesn't need: polling pays for each of them again and again. */
function answer(race: Race, response: Response, ball: Ball): void {
  inOrder(() => race.latency)(() => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(ball));
  });
}
