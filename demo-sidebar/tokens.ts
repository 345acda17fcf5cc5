// Tokens: who logs in gets one, and it shows to both servers who one is, until one logs out.
import { randomUUID } from 'node:crypto';

const MAX_TOKENS = 10_000;
/** How many connections may use one token, in each column. */
export const MAX_CONNECTIONS = 20;
const nicknames = new Map<string, string>(); // by token
const leaving: ((token: string) => void)[] = [];

/** Logs somebody in. Beyond the limit the oldest token is of no use any more. */
export function createToken(nickname: string): string {
  const token = randomUUID();
  nicknames.set(token, nickname);
  const [oldest] = nicknames.keys();
  if (nicknames.size > MAX_TOKENS) revokeToken(oldest);
  return token;
}

/** Whose token it is; undefined when it is nobody's. */
export function nicknameOf(token: unknown): string | undefined {
  return typeof token === 'string' ? nicknames.get(token) : undefined;
}

/** Logs somebody out: the token is of no use any more, and the connections that were opened with it are ended. */
export function revokeToken(token: unknown): void {
  if (typeof token !== 'string' || !nicknames.delete(token)) return;
  for (const end of leaving) end(token);
}

/** Registers a callback for when somebody logs out. It gets the token. */
export function whenRevoked(end: (token: string) => void): void {
  leaving.push(end);
}
