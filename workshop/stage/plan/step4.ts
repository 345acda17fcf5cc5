// From demo 4 to demo 5: who is here.
import type { Step } from '../plan.ts';

export const step4: Step = {
  goal: 'The handshake brings a nickname, and the server may refuse it.',
  stages: [
    {
      title: 'The contract',
      what: '',
      copy: ['events.ts'],
      try: 'read `authSchema` and `User` aloud',
    },
    {
      title: 'Who may come in',
      what: '`handlers/presence.ts` as far as the end of `authenticate`; `from` in `chat.ts`; `io.use(authenticate)`',
      type: {
        'handlers/presence.ts': [
          [
            '// Presence: who is here. Everybody has a nickname that nobody else has.',
            "import { arrive, findPerson, isSame, isTaken, leave, makePlace } from './sessions.ts';",
          ],
          [
            '/** Lets a socket in when its nickname is valid and free. The message of an error given to `next` reaches the browser. */',
            '}',
          ],
        ],
        'handlers/chat.ts': ['let guests = 0;', 'const from = socket.data.user.nickname;'],
        'server.ts': [
          "import { authenticate, registerPresence } from './handlers/presence.ts';",
          'io.use(authenticate);',
        ],
      },
      forNow: [
        {
          file: 'server.ts',
          line: "import { authenticate, registerPresence } from './handlers/presence.ts';",
          as: "import { authenticate } from './handlers/presence.ts';",
          until: 3,
        },
      ],
      paste: {
        'handlers/chat.ts': [
          'if (messages.length > MAX_MESSAGES) messages.splice(surplusOf(messages), 1);',
          'function surplusOf(all: Message[]): number {',
        ],
      },
      copy: ['handlers/sessions.ts'],
      try: 'read `isTaken` aloud; **the page is refused**: `Please choose a nickname.`',
      green: {
        presence: [
          'writes the nickname',
          'rejects a missing or invalid nickname',
          'keeps the messages of quiet people',
        ],
      },
      ask: [
        { question: 'Before stage 2: what will the open page say?' },
        {
          question: 'Why does the browser send a session, and not the nickname alone?',
          answer: 'A lost connection would make its own owner hear "taken", and anybody could be anybody.',
        },
        {
          question: 'Who makes the session, and why?',
          answer: 'The browser. So it has the secret even if the first answer gets lost.',
        },
      ],
      status: 'Please choose a nickname.',
    },
    {
      title: 'Who is here',
      what: '`registerPresence` in the import and in the connection',
      type: { 'server.ts': ['registerPresence(io, socket);'] },
      copy: ['handlers/presence.ts'],
      try: 'the page is still refused; the console prints the list',
      console: ["io({ auth: { nickname: 'Ann' } }).on('user_list', console.log)"],
      green: { presence: 'all' },
      ask: [
        {
          question: 'Why `user_joined` and not the whole list?',
          answer: 'Let them compute it for 300 people.',
        },
      ],
      status: 'Please choose a nickname.',
    },
    {
      title: 'The page asks for a nickname',
      what: 'four lines in `index.ejs`, nine in `main.js`',
      type: {
        'views/index.ejs': [
          "<%- include('partials/head', { page: 'Home', layers: ['screen', 'chat', 'presence', 'wire/wire'] }) %>",
          "<%- include('partials/presence') %>",
        ],
        'public/main.js': [
          "import { setupAuthors } from './author.js';",
          "import { setupMe } from './me.js';",
          'enterWithNickname(socket);',
        ],
      },
      copy: ['public/', 'views/'],
      try: 'reload: the dialog; a second tab with the same name',
      green: { 'presence in the browser': 'all' },
    },
    {
      title: 'Labels',
      what: 'labels',
      type: {
        'server.ts': [
          '// Demo 5, presence: everyone has a nickname, and sees who is here.',
          'app.locals.demo = 5;',
          'start(server, 5005);',
        ],
      },
      copy: ['views/partials/whats-new.ejs'],
      try: '',
    },
  ],
  late: '`npm run catchup 5` before you begin, and show `authenticate`.',
};
