// Which server this is: a new one each time that it starts.
import { randomUUID } from 'node:crypto';
import type { ServerInfo } from './events.ts';

const { SERVER_ID = randomUUID(), SERVER_NAME = 'server 1' } = process.env;

export const self: ServerInfo = { id: SERVER_ID, name: SERVER_NAME };
