// From demo 5 to demo 6: rooms.
import type { Step } from '../plan.ts';

export const step5: Step = {
  goal: '`io.emit` becomes `io.to(room).emit`.',
  stages: [
    {
      title: 'Everyone is in a room',
      what: '`presence.ts`: `room` from `auth` to `socket.data`; `server.ts`: import, `registerRooms` first',
      type: {
        'handlers/presence.ts': [
          'const { nickname, room, session = randomUUID() } = auth;',
          'socket.data.room = room;',
        ],
        'server.ts': [
          ["import { registerRooms } from './handlers/rooms.ts';"],
          'registerRooms(io, socket); // first: the other layers need to know the room',
        ],
      },
      copy: ['events.ts', 'handlers/rooms.ts'],
      try: 'as before; read `socket.join` aloud',
      green: {
        rooms: [
          'brings everyone who joins',
          'opens the room that somebody',
          'tells everyone the rooms',
          'announces many changes',
          'brings anyone who asks',
          'rejects an invalid name',
          'has at most 100 rooms',
        ],
      },
      ask: [
        {
          question: 'Why `room:` in front of the name?',
          answer:
            'Each socket is alone in a room named by its id. Anyone who joined that one could read its whispers.',
        },
        { question: 'Who removes a socket that leaves from its rooms?', answer: 'Socket.IO.' },
        {
          question: 'Why must `registerRooms` come first?',
          answer: 'It makes `socket.data.facts`, and chooses the room that the others look at.',
        },
      ],
    },
    {
      title: 'A history for each room',
      what: '`handlers/chat.ts`: a history for each room, the facts; `io.emit` stays for now',
      type: {
        'handlers/chat.ts': [
          '// The chat: what one person writes, everybody in the room reads immediately.',
          "import { onRoomClosed } from './rooms.ts';",
          'const histories = new Map<string, Message[]>(); // by room',
          'const from = user.nickname;',
          'showHistory();',
          'const message = { id: randomUUID(), from, room, text, timestamp: new Date().toISOString() };',
          "io.to(`room:${room}`).emit('new_message', message);",
          'function historyOf(room: string): Message[] {',
        ],
      },
      forNow: [
        {
          file: 'handlers/chat.ts',
          line: "io.to(`room:${room}`).emit('new_message', message);",
          as: "io.emit('new_message', message);",
          until: 4,
        },
      ],
      try: 'as before',
      green: { rooms: ['keeps you in your room over a break'] },
    },
    {
      title: 'The page shows the rooms',
      what: '',
      copy: ['handlers/presence.ts', 'public/', 'views/'],
      try: 'reload; write in #tech: #random reads it, too',
      green: {
        rooms: [
          'gives anyone who changes rooms the history',
          'tells both rooms who has moved',
          'tells the first room immediately',
        ],
      },
    },
    {
      title: 'The room line',
      what: 'one line: `io.to(room)`',
      try: 'write in #tech: only #tech reads it; a whisper gets no answer yet',
      green: { rooms: 'all', 'rooms in the browser': 'all' },
    },
    {
      title: 'Whispers',
      what: '`handlers/whispers.ts`; two lines in `server.ts`',
      type: {
        'handlers/whispers.ts': [
          'export function registerWhispers(io: AppServer, socket: AppSocket): void {',
        ],
        'server.ts': [
          ["import { registerWhispers } from './handlers/whispers.ts';"],
          ['registerWhispers(io, socket);'],
        ],
      },
      try: '`/w nickname text` from another room',
      green: { whispers: 'all', 'whispers in the browser': 'all' },
    },
    {
      title: 'Typing, and unread messages',
      what: 'four lines in `server.ts`',
      type: {
        'server.ts': [
          "import { registerTyping } from './handlers/typing.ts';",
          ['registerTyping(io, socket);'],
          ['registerUnread(io, socket);'],
        ],
      },
      copy: ['handlers/typing.ts', 'handlers/unread.ts'],
      try: 'type without sending; write in another room',
      green: { typing: 'all', unread: 'all', 'typing in the browser': 'all' },
    },
    {
      title: 'Labels',
      what: 'labels',
      type: {
        'server.ts': [
          '// Demo 6, rooms: groups of people, who is typing, and whispers between two.',
          'app.locals.demo = 6;',
          'start(server, 5006);',
        ],
      },
      copy: ['views/partials/whats-new.ejs'],
      try: '',
    },
  ],
  late: 'Copy `whispers.ts` in stage 5, or stop after stage 4.',
};
