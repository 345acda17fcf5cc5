// A crowd that comes in at the same moment. Those whose turn doesn't come in time try again, as the page does.
import { type Client, connect } from '../../workshop/check/client.ts';

async function join(url: string): Promise<Client> {
  try {
    return await connect(url, { transports: ['websocket'] });
  } catch (error) {
    if (!(error as Error).message.includes('Try again')) throw error;
    return join(url);
  }
}

export const crowd = (url: string, count: number): Promise<Client[]> =>
  Promise.all(Array.from({ length: count }, () => join(url)));
