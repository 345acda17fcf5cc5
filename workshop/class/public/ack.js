// Turns both ends of a request into one answer: the server has answered, or it took too long.

/** @import { AckResponse } from '../events.ts' */

/**
 * The server's answer. emitWithAck() gives up when none comes in time: then the answer is an error with the sentence
 * `noAnswer`, so that whoever waits has a single `ok` to look at.
 *
 * @param {Promise<AckResponse>} request what emitWithAck() has returned
 * @param {string} noAnswer
 * @returns {Promise<AckResponse>}
 */
export async function answerOf(request, noAnswer) {
  try {
    return await request;
  } catch {
    return { ok: false, error: noAnswer };
  }
}
