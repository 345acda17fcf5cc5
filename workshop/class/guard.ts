// The guard: checks whatever a browser sends against the contract before a handler sees it. The same file from demo 3 on.
import type { Socket } from 'socket.io';
import type { ZodType, output } from 'zod';

const INVALID = 'Invalid payload for this event.'; // where a schema has no sentence of its own
const plain = { error: () => INVALID };

/**
 * Validates every event of `socket`, so that a handler can rely on the contract. A valid payload arrives as its schema
 * leaves it (trimmed, unknown keys dropped), and there is always an `ack` to call. Anything else is answered with a
 * sentence and goes no further.
 *
 * @param schemas the events that the browser may send, each with the schema of its payload
 */
export function guard(socket: Socket, schemas: Record<string, ZodType>): void {
  // Runs before the handlers. The packet is an array: the event's name, the payload, and perhaps an ack.
  socket.use((packet: unknown[], next) => {
    const name = String(packet[0]);
    const last = packet.at(-1);
    const ack = typeof last === 'function' ? last : () => {}; // calling an ack that is not there would end the process
    const refuse = (error: string) => ack({ ok: false, error });

    // hasOwn, because every object also has properties that nobody wrote down, such as "constructor".
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (!schema) return refuse(`This server does not know the event "${name.slice(0, 40)}".`);

    const { data, error } = validate(schema, packet[1]);
    if (error !== undefined) return refuse(error);

    packet.splice(1, Infinity, data, ack);
    next(); // without it, the packet ends here
  });
}

/** The value as its schema leaves it, or the error: a sentence for the person who sent it. */
export function validate<Schema extends ZodType>(
  schema: Schema,
  value: unknown,
): { data: output<Schema>; error?: undefined } | { data?: undefined; error: string } {
  try {
    const { data, error } = schema.safeParse(value, plain);
    return error ? { error: error.issues[0]?.message ?? INVALID } : { data };
  } catch {
    return { error: INVALID }; // zod asks everything for its length, and `{ length: { toString: 0 } }` has none
  }
}
