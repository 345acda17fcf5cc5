// From demo 6 to demo 7: polls, live.
import type { Step } from '../plan.ts';

export const step6: Step = {
  goal: 'A layer is a handler, a partial, a script, a style, and a few lines of wiring.',
  stages: [
    {
      title: 'All panels are there',
      what: '`EMOJI` in the import and in `app.locals`, after `events.ts` and **before** `views/`',
      type: {
        'server.ts': [
          "import { type AppServer, EMOJI, clientEvents } from './events.ts';",
          'app.locals.emoji = EMOJI;',
        ],
      },
      copy: ['events.ts', 'public/', 'views/'],
      try: 'all panels are there, and get no answer',
    },
    {
      title: 'Polls, without a vote',
      what: 'two lines in `server.ts`',
      type: {
        'server.ts': [
          ["import { registerPolls } from './handlers/polls.ts';"],
          ['registerPolls(io, socket);'],
        ],
      },
      copy: ['handlers/polls.ts'],
      try: 'start a poll; a vote gets no answer',
      green: { polls: ['reach everyone in the room'] },
    },
    {
      title: 'The vote',
      what: '`vote_poll`',
      type: { 'handlers/polls.ts': [["socket.on('vote_poll', ({ poll: id, option }, ack) => {", '});']] },
      try: 'vote in two tabs; change the vote; reload',
      green: { polls: 'all', 'polls in the browser': 'all' },
      ask: [
        { question: 'What goes out after a vote: the poll, or its counts?' },
        {
          question: 'Who is one person, and how could you vote twice?',
          answer: 'A second tab with another nickname. Let them try.',
        },
      ],
    },
    {
      title: 'Reactions, the canvas, figures',
      what: '`export historyOf` in `chat.ts`, `export roomSize` in `rooms.ts`; six lines in `server.ts`',
      type: {
        'handlers/chat.ts': ['export function historyOf(room: string): Message[] {'],
        'handlers/rooms.ts': ['export function roomSize(io: AppServer, room: string): number {'],
        'server.ts': [
          "import { registerCanvas } from './handlers/canvas.ts';",
          "import { registerReactions } from './handlers/reactions.ts';",
          "import { registerStats } from './handlers/stats.ts';",
          ['registerReactions(io, socket);', 'registerStats(io, socket);'],
        ],
      },
      copy: [
        'handlers/reactions.ts',
        'handlers/canvas.ts',
        'handlers/picture.ts',
        'handlers/cursors.ts',
        'handlers/stats.ts',
      ],
      try: 'draw in two windows',
      green: {
        reactions: 'all',
        canvas: 'all',
        stats: 'all',
        'reactions in the browser': 'all',
        'canvas in the browser': 'all',
      },
      ask: [{ question: 'Why are strokes collected for a tenth of a second?' }],
    },
    {
      title: 'The host',
      what: '`isHost` and `deleteMessage` in `chat.ts`; six lines in `server.ts`',
      type: {
        'handlers/chat.ts': [
          'const { isHost } = user;',
          'export function deleteMessage(room: string, id: string): boolean {',
        ],
        'server.ts': [
          ["import { printKey, registerHost, reportFlood } from './handlers/host.ts';"],
          ["import { keepOut } from './handlers/removals.ts';"],
          'io.use(keepOut); // whoever the host has removed, and whoever looks like the host',
          'limitEvents(socket, () => reportFlood(socket)); // is it not too much?',
          ['registerHost(io, socket);'],
          ['printKey();'],
        ],
      },
      copy: ['handlers/host.ts', 'handlers/removals.ts', 'handlers/twins.ts'],
      try: 'enter the key from the terminal; delete a message',
      green: { host: 'all' },
      ask: [
        {
          question: 'The buttons of the host are in the page of everyone. Why is that safe?',
          answer: 'The server asks for each request whether it comes from the host.',
        },
      ],
    },
    {
      title: 'Labels',
      what: 'labels',
      type: {
        'server.ts': [
          '// Demo 7, everything at once: polls, reactions to messages, and a canvas that everyone draws on.',
          'app.locals.demo = 7;',
          ['start(server, 5006);', 'start(server, 5007);'],
        ],
      },
      copy: ['views/partials/whats-new.ejs'],
      try: '',
    },
  ],
  late: 'Only stage 1, then `npm run catchup 7`.',
};
