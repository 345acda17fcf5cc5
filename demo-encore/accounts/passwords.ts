// Passwords: what is kept of them is of no use to anybody who reads the database.
import { type BinaryLike, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

// How much work one guess is: about a tenth of a second, and 32 MB. It is what OWASP recommends.
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const LENGTH = 32; // bytes
const MAX_AT_ONCE = 2; // more of them would take the processor from everybody who chats

let running = 0;
const waiting: (() => void)[] = [];

/** A salt makes the hashes of two people with the same password different. */
export async function hashPassword(password: string): Promise<{ salt: Buffer; hash: Buffer }> {
  const salt = randomBytes(16);
  return { salt, hash: await derive(password, salt) };
}

/** The comparison takes as long for a hash that is almost right. */
export async function isRight(
  password: string,
  { salt, hash }: { salt: Buffer; hash: Buffer },
): Promise<boolean> {
  return timingSafeEqual(await derive(password, salt), hash);
}

async function derive(password: string, salt: BinaryLike): Promise<Buffer> {
  if (running >= MAX_AT_ONCE) await new Promise<void>((done) => waiting.push(done));
  running += 1;
  try {
    return await new Promise((done, failed) => {
      const typed = password.normalize('NFKC'); // two keyboards may type the same letter in two ways
      scrypt(typed, salt, LENGTH, COST, (error, key) => (error ? failed(error) : done(key)));
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
