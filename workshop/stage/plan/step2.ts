// From demo 2 to demo 3: the server speaks first.
import type { Step } from '../plan.ts';

export const step2: Step = {
  goal: 'One connection stays open, and both ends send when they like.',
  stages: [
    {
      title: 'The server speaks first',
      what: '`server.ts`: four imports, `io`, `limitConnections`, the connection with `guard`, `limitEvents` and `status`; one line in `index.ejs`',
      type: {
        'server.ts': [
          ["import { Server } from 'socket.io';", "import { guard } from './guard.ts';"],
          ["import { limitConnections, limitEvents, serverOptions } from './limits.ts';"],
          [
            '// Socket.IO shares the HTTP server: it answers every path under /socket.io/, and serves its client library there.',
            '});',
          ],
        ],
        'views/index.ejs': [['<script src="/socket.io/socket.io.min.js"></script>']],
      },
      copy: ['events.ts', 'guard.ts', 'limits.ts', 'limits/', 'package.json'],
      try: 'the console: a sentence, unasked',
      console: ["const s = io(); s.on('status', console.log)"],
      green: { connection: 'all', echo: ['greets each connection'] },
      ask: [{ question: 'Before stage 1: which side may speak first in HTTP?' }],
      status: '',
    },
    {
      title: 'It answers',
      what: "`socket.on('echo_message', …)`",
      type: {
        'server.ts': [
          ['// `ack` answers the browser: its argument arrives where the browser called emit().', '});'],
        ],
      },
      try: 'the console again: the echo',
      console: ["s.on('echo_response', console.log)", "s.emit('echo_message', { text: 'hi' }, console.log)"],
      green: { echo: 'all' },
      ask: [
        {
          question: 'With two tabs open: who gets the echo?',
          answer: '`socket`: the one.',
        },
      ],
      status: '',
    },
    {
      title: 'The page joins in',
      what: 'all of `main.js`',
      type: { 'public/main.js': ["import { setupEcho } from './echo.js';", 'setupEcho(socket);'] },
      paste: {
        'server.ts': [["import { readInvite } from './invite.ts';"], ['app.locals.invite = readInvite();']],
      },
      copy: ['invite.ts', 'public/', 'views/'],
      try: 'reload; send; cut the connection',
      green: { 'echo in the browser': 'all' },
      ask: [
        {
          question: 'While the connection is cut: what must happen for the page to come back?',
          answer: 'Nothing: the library tries again.',
        },
      ],
    },
    {
      title: 'The form goes',
      what: 'in `server.ts` all that belongs to the form goes',
      type: {
        'server.ts': [
          "import { z } from 'zod';",
          'const formSchema = z.object({',
          "response.render('index');",
          "app.post('/clear_messages', (_request, response) => {",
          'app.use(unreadable);',
        ],
      },
      remove: ['public/guestbook.js', 'views/partials/guestbook.ejs'],
      try: 'the same page, a shorter server',
    },
    {
      title: 'Labels',
      what: 'labels',
      type: {
        'server.ts': [
          '// Demo 3, the first WebSocket: a connection that stays open, so that both sides can speak at any time.',
          'app.locals.demo = 3;',
          ['start(server, 5002);', 'start(server, 5003);'],
        ],
      },
      copy: ['views/partials/whats-new.ejs'],
      try: '',
    },
  ],
  late: 'Copy `main.js` in stage 3.',
};
