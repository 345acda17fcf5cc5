// What a member of the class does, in the page and in the hub alike: it listens, and it tells until it has been heard.
import { makeOutbox } from './outbox.js';

/** @import { ClientSocket, Lead, Message, Progress, Question, Report, Welcome } from '../events.ts' */

/**
 * @typedef {{
 *   connection: 'connecting' | 'connected' | 'ended',
 *   reason: string,
 *   isHandRaised: boolean,
 *   alias?: string, // the one that the class has given, which may have a number
 * }} MemberState
 */
/**
 * @typedef {{
 *   onLead?: (lead: Lead | null) => void,
 *   onMessage?: (message: Message | null) => void,
 *   onQuestion?: (question: Question | null) => void,
 *   onState?: (state: MemberState) => void,
 *   onDemos?: (demos: Welcome['demos']) => void,
 * }} Listeners
 */

const LONGEST = 300; // characters of a sentence, as in events.ts
const MAX_ALIAS = 30; // with its number

/** @param {unknown} value */
const isObject = (value) => typeof value === 'object' && value !== null;

/** @param {string} [sentence] */
const clip = (sentence) =>
  sentence && sentence.length > LONGEST ? `${sentence.slice(0, LONGEST - 1)}…` : sentence || undefined;

/**
 * Joins. The socket must not be connected yet.
 *
 * @param {ClientSocket} socket
 * @param {Listeners} listeners
 */
export function takePart(socket, { onLead, onMessage, onQuestion, onState, onDemos }) {
  /** @type {Pick<Report, 'progress' | 'hand'>} Each report has all of it, so the newest one is enough. */
  let told = {};
  let count = 0; // of reports
  /** @type {number | undefined} What the class already had of this session, before this page was loaded. */
  let before;
  let alias = '';
  let shownMessage = '';
  let isWelcome = false;
  let hasEnded = false;
  const outbox = makeOutbox();

  /** @param {MemberState['connection']} connection */
  const show = (connection, reason = '') =>
    onState?.({ connection, reason, isHandRaised: told.hand !== undefined, ...(alias && { alias }) });

  const sendReport = () => {
    count += 1;
    return outbox.put('report', () =>
      socket.timeout(5000).emitWithAck('send_report', { ...told, number: (before ?? 0) + count }),
    );
  };

  /** @param {Report['hand']} hand */
  const setHand = (hand) => {
    told = { ...told, hand };
    show(isWelcome ? 'connected' : 'connecting');
    return sendReport();
  };

  socket.on('welcome', (welcome) => {
    // The hub joins whatever address somebody has typed. That may not be a class.
    if (!isObject(welcome) || !isObject(welcome.told)) return end('This is not a class.');
    const { lead, question, message, received, demos } = welcome;
    // After a reload, this page goes on with what the class has.
    if (before === undefined) told = { ...welcome.told, ...told };
    before ??= received;
    const hasAll = received === before + count;
    if (hasAll && !welcome.told.hand) told = { ...told, hand: undefined }; // lowered while we were away
    // A class that was started again knows nothing.
    if (!hasAll && !outbox.has('report')) void sendReport();
    isWelcome = true;
    if (typeof welcome.alias === 'string') alias = welcome.alias.slice(0, MAX_ALIAS);
    show('connected');
    onDemos?.(demos);
    onLead?.(lead);
    onQuestion?.(question);
    showMessage(message);
    outbox.open();
  });
  /** @param {Message | null} message */
  const showMessage = (message) => {
    const id = isObject(message) ? message.id : '';
    if (id === shownMessage) return;
    shownMessage = id;
    onMessage?.(isObject(message) ? message : null);
  };
  socket.on('message_posted', showMessage);
  socket.on('message_cleared', () => showMessage(null));
  socket.on('lead_changed', (lead) => onLead?.(lead));
  socket.on('question_changed', (question) => onQuestion?.(question));
  // It is told again, because a report that was on its way may have raised it again.
  socket.on('hand_lowered', () => void setHand(undefined));

  /** @param {string} reason */
  const end = (reason) => {
    if (hasEnded) return;
    hasEnded = true;
    isWelcome = false;
    socket.disconnect();
    outbox.end(reason);
    show('ended', reason);
  };
  socket.on('session_moved', () => end('You have joined in another window.'));
  socket.on('member_removed', () => end('The instructor has removed you from the class.'));

  // Socket.IO comes back by itself after a lost connection, but not after the server has refused or ended one.
  const comeBack = () => {
    if (!hasEnded && !socket.active)
      setTimeout(() => hasEnded || socket.connect(), 1000 + 2000 * Math.random());
  };
  socket.on('disconnect', () => {
    isWelcome = false;
    outbox.close();
    if (!hasEnded) show('connecting', 'The connection to the class is lost. Trying again…');
    comeBack();
  });
  socket.on('connect_error', (/** @type {Error & { data?: { isFinal?: boolean } }} */ error) => {
    if (error.data?.isFinal) return end(error.message);
    const reason = socket.active ? 'The class does not answer.' : error.message;
    show('connecting', `${reason} Trying again…`);
    comeBack();
  });
  show('connecting', 'Connecting…');
  socket.connect();

  return {
    /** @param {Progress} progress */
    report: (progress) => {
      told = { ...told, progress: { ...progress, failing: clip(progress.failing) } };
      return sendReport();
    },
    /** @param {string} [sentence] what fails */
    raiseHand: async (sentence) => {
      const answer = await setHand({ sentence: clip(sentence) });
      // What was refused must not be in the next report as well.
      if (!answer.ok && !hasEnded) void setHand(undefined);
      return answer;
    },
    lowerHand: () => setHand(undefined),
    /** @param {string} question its id @param {number} option */
    answer: (question, option) =>
      outbox.put('answer', () => socket.timeout(5000).emitWithAck('answer_question', { question, option })),
    /** Tells the class to forget all of it, when it can be reached. */
    leave: async () => {
      if (isWelcome)
        await socket
          .timeout(1000)
          .emitWithAck('leave_class', {})
          .catch(() => undefined);
      end('You have left the class.');
    },
  };
}
