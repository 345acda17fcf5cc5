// From demo 1 to demo 2: a form.
import type { Step } from '../plan.ts';

export const step1: Step = {
  goal: 'The browser sends something and gets a whole page back; the other tab sees nothing.',
  stages: [
    {
      title: 'The form is there',
      what: '`server.ts`: the array, `render` with three values; two lines in `index.ejs`',
      type: {
        'server.ts': [
          [
            'const MAX_MESSAGES = 100;',
            'const messages: { username: string; message: string; timestamp: string }[] = [];',
          ],
          "response.render('index', { messages, error: '', typed: {} });",
        ],
        'views/index.ejs': [
          "<%- include('partials/guestbook') %>",
          '<script type="module" src="/main.js"></script>',
        ],
      },
      copy: [
        'views/partials/guestbook.ejs',
        'public/dom.js',
        'public/guestbook.js',
        'public/main.js',
        'public/page-cost.js',
      ],
      try: 'the form is there; sending gives our 404',
      green: { guestbook: ['takes a form from a browser'] },
      ask: [{ question: 'Who answers in stage 1?', answer: 'Our own 404: no line fits a POST yet.' }],
    },
    {
      title: 'The server accepts the form',
      what: 'the import of `zod`, and the route `/send_message`',
      type: {
        'server.ts': [
          ["import { z } from 'zod';"],
          [
            "app.post('/send_message', express.urlencoded({ limit: '100kb' }), (request, response) => {",
            '});',
          ],
        ],
      },
      paste: { 'server.ts': ['const formSchema = z.object({'] },
      copy: ['package.json'],
      try: 'send, reload; then the second tab',
      green: {
        guestbook: [
          'sends the browser back',
          'shows a message to everyone',
          'shows what people write',
          'answers an invalid form',
        ],
      },
      ask: [
        {
          question: 'Why a redirect, not `render`?',
          answer: 'A reload would send the form again.',
        },
        { question: 'When does the other tab see the message?', answer: 'When it asks.' },
      ],
    },
    {
      title: 'Clear it',
      what: 'the route `/clear_messages`',
      type: { 'server.ts': ["app.post('/clear_messages', (_request, response) => {"] },
      paste: {
        'server.ts': [
          "import express, { type ErrorRequestHandler } from 'express';",
          'const unreadable: ErrorRequestHandler = (error, _request, response, next) => {',
        ],
      },
      try: 'clear it',
      green: { guestbook: ['answers anything but a form'] },
    },
    {
      title: 'Labels',
      what: 'labels',
      type: {
        'server.ts': [
          '// Demo 2, forms: the browser can send something too, and gets a whole page back each time.',
          'app.locals.demo = 2;',
          'start(server, 5002);',
        ],
      },
      copy: ['views/partials/whats-new.ejs'],
      try: '',
      green: { guestbook: 'all' },
    },
  ],
  late: 'Stop after stage 2.',
};
