// From demo 3 to demo 4: broadcast.
import type { Step } from '../plan.ts';

export const step3: Step = {
  goal: '`socket.emit` becomes `io.emit`, and the echo a chat.',
  stages: [
    {
      title: 'The contract',
      what: '`events.ts`: `send_message`, `Message`, an `id` in `AckResponse`, two events down, `AppSocket`',
      type: {
        'events.ts': [
          "import type { Server, Socket as ServerSocket } from 'socket.io';",
          ['send_message: z.object({ text }),'],
          'export interface Message {',
          'export type AckResponse = { ok: true; id?: string } | { ok: false; error: string };',
          ['message_history: (messages: Message[]) => void;', 'new_message: (message: Message) => void;'],
          '/** The two ends: the server and each of its sockets, and the one socket of a browser. */',
          'export type AppSocket = ServerSocket<ClientToServerEvents, ServerToClientEvents>;',
        ],
      },
      try: 'nothing new yet, and nothing broken',
    },
    {
      title: 'An echo for a chat',
      what: "`handlers/chat.ts`, with `socket.emit('new_message', …)`; two lines in `server.ts`",
      type: {
        'handlers/chat.ts': ['export function registerChat(io: AppServer, socket: AppSocket): void {'],
        'server.ts': ["import { registerChat } from './handlers/chat.ts';", ['registerChat(io, socket);']],
      },
      forNow: [
        {
          file: 'handlers/chat.ts',
          line: "io.emit('new_message', message);",
          as: "socket.emit('new_message', message);",
          until: 3,
        },
      ],
      try: 'the console in two tabs: only one hears',
      console: [
        "const s = io(); s.on('new_message', console.log) // both tabs",
        "s.emit('send_message', { text: 'hi' }, console.log) // one tab",
      ],
      green: { chat: ['broadcasts a message before it answers'] },
    },
    {
      title: 'One word',
      what: 'one word: `io.emit`',
      try: 'both hear',
      console: ["s.emit('send_message', { text: 'hi' }, console.log) // one tab"],
      green: { chat: 'all' },
      ask: [
        { question: 'Before stage 3: which word has to change?' },
        {
          question: 'After it: why does the writer get the message back, too?',
          answer: "So that all have the same order, and the server's id and time.",
        },
      ],
    },
    {
      title: 'The page shows it',
      what: 'three lines in `index.ejs`, four in `main.js`',
      type: {
        'views/index.ejs': [
          "<%- include('partials/head', { page: 'Home', layers: ['screen', 'chat', 'wire/wire'] }) %>",
          "<%- include('partials/chat') %>",
        ],
        'public/main.js': [
          "import { setupChat } from './chat.js';",
          "import { setupEcho } from './echo.js';",
          "import { setupTitle } from './title.js';",
          'setupChat(socket);',
        ],
      },
      copy: ['public/', 'views/'],
      try: 'reload; three tabs side by side',
      green: { 'chat in the browser': 'all' },
      ask: [
        {
          question: 'Why does the history come as one event that replaces the log?',
          answer: 'Cut the connection, and think what live events would do.',
        },
      ],
    },
    {
      title: 'The echo goes',
      what: 'the echo goes from `server.ts` and `events.ts`',
      type: {
        'server.ts': ["socket.on('echo_message', ({ text }, ack) => {"],
        'events.ts': [
          'echo_message: z.object({ text }),',
          'echo_response: (payload: { text: string; timestamp: string }) => void;',
        ],
      },
      remove: ['public/echo.js', 'public/echo.css', 'views/partials/echo.ejs'],
      try: '',
    },
    {
      title: 'Labels',
      what: 'labels',
      type: {
        'server.ts': [
          '// Demo 4, broadcast: what one person writes, everybody reads immediately.',
          'app.locals.demo = 4;',
          'start(server, 5004);',
        ],
      },
      copy: ['views/partials/whats-new.ejs'],
      try: '',
    },
  ],
  late: 'Copy `events.ts` and skip stage 5.',
};
