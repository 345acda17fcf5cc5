// Requests: pages, files, polling and new WebSockets take their turns as well.
import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { findAddress } from './addresses.ts';
import { charge, takeTurn } from './fair-queue.ts';

const COST = 12_000; // bytes: the time that a small file or a handshake takes

/** Puts the fair queue between a server and whatever answers its requests so far. */
export function limitRequests(server: EventEmitter): void {
  const [answer, upgrade] = [callersOf(server, 'request'), callersOf(server, 'upgrade')];
  const answers = new WeakMap<Socket, ServerResponse>(); // the last one on each connection

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    // A browser waits for an answer before it asks again on the same connection. (Asking at once is called pipelining.)
    if (answers.get(socket)?.writableEnded === false) return void socket.destroy();
    answers.set(socket, response);
    const giveUp = () => {
      response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '3' });
      response.end('Too much is going on here. Wait a moment, then try again.');
    };
    wait(socket, () => answer(request, response), giveUp);
  });

  server.on('upgrade', (request: IncomingMessage, stream: Socket, head: Buffer) => {
    wait(
      stream,
      () => upgrade(request, stream, head),
      () => stream.destroy(),
    );
  });
}

/** Takes the listeners away from an event, and returns a function that calls them. */
function callersOf(server: EventEmitter, event: string): (...args: unknown[]) => void {
  const listeners = server.listeners(event);
  server.removeAllListeners(event);
  return (...args) => {
    for (const listener of listeners) listener.apply(server, args);
  };
}

function wait(stream: Socket, run: () => void, giveUp: () => void): void {
  const { visitors } = findAddress(stream.remoteAddress);
  const runWhenOpen = () => {
    if (stream.destroyed) return;
    charge(visitors, COST);
    run();
  };
  takeTurn(visitors, COST, runWhenOpen, giveUp);
}
