// Tokens: anyone who logs in gets one. It tells both servers who they are, until they log out.
import { randomUUID } from 'node:crypto';

const MAX_TOKENS = 10_000;
const MAX_OF_ONE_ADDRESS = 1000;
const MAX_CONNECTIONS = 40; // with one token, in both columns together

/** `address` is any object that identifies where somebody logged in. */
interface Login {
  nickname: string;
  address: object;
  connections: number;
}

const logins = new Map<string, Login>(); // by token
const leaving: ((token: string) => void)[] = [];

/** Logs somebody in. Returns undefined if too many people are connected. */
export function createToken(nickname: string, address: object): string | undefined {
  const sameAddress = [...logins].filter(([, login]) => login.address === address);
  if (sameAddress.length >= MAX_OF_ONE_ADDRESS || logins.size >= MAX_TOKENS) {
    // The oldest one of the same address goes, if nobody uses it.
    const [oldest] = sameAddress.find(([, { connections }]) => connections === 0) ?? [];
    if (oldest === undefined) return undefined;
    revokeToken(oldest);
  }
  const token = randomUUID();
  logins.set(token, { nickname, address, connections: 0 });
  return token;
}

/** The nickname that belongs to a token. Undefined if the token is not valid. */
export function nicknameOf(token: unknown): string | undefined {
  return typeof token === 'string' ? logins.get(token)?.nickname : undefined;
}

/** Counts one more connection with this token. False if there are too many. */
export function useToken(token: string): boolean {
  const login = logins.get(token);
  if (!login || login.connections >= MAX_CONNECTIONS) return false;
  login.connections += 1;
  return true;
}

/** Counts one connection less. */
export function freeToken(token: string): void {
  const login = logins.get(token);
  if (login) login.connections -= 1;
}

/** Logs somebody out: the token is no longer valid, and its connections are closed. */
export function revokeToken(token: unknown): void {
  if (typeof token !== 'string' || !logins.delete(token)) return;
  for (const end of leaving) end(token);
}

/** Registers a callback for when somebody logs out. It gets the token. */
export function whenRevoked(end: (token: string) => void): void {
  leaving.push(end);
}
