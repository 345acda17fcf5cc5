// A crowd that comes in at the same moment. Those whose turn doesn't come in time come again, as a page does.
import { type Client, connect } from '../../workshop/check/client.ts';

const options = { transports: ['websocket'], reconnection: true, reconnectionDelay: 250 };

export const crowd = (url: string, count: number): Promise<Client[]> =>
  Promise.all(Array.from({ length: count }, () => connect(url, options)));
