// Demo 2: a guestbook that works by forms alone.
import { is, isNow, matches, matchesNot, must } from '../assert.ts';
import { type Response, STACK_TRACE, post, send } from './http.ts';
import type { Behaviours } from './layers.ts';

const MAX_MESSAGES = 100;

/** Bad forms, each with what is wrong with it. */
const bad: [string, [string, string][]][] = [
  ['nothing at all', []],
  ['no name', [['message', 'hello']]],
  ['no message', [['username', 'Ann']]],
  ['an empty name', [['username', ''], ['message', 'hello']]], // prettier-ignore
  ['blanks for a message', [['username', 'Ann'], ['message', ' \t ']]], // prettier-ignore
  ['a name that is too long', [['username', 'A'.repeat(21)], ['message', 'hello']]], // prettier-ignore
  ['a message that is too long', [['username', 'Ann'], ['message', 'm'.repeat(501)]]], // prettier-ignore
  ['a name twice', [['username', 'Ann'], ['username', 'Bob'], ['message', 'hello']]], // prettier-ignore
  ['a message twice', [['username', 'Ann'], ['message', 'one'], ['message', 'two']]], // prettier-ignore
  ['an object for a name', [['username[first]', 'Ann'], ['message', 'hello']]], // prettier-ignore
  ['a prototype for a name', [['__proto__[username]', 'Ann'], ['message', 'hello']]], // prettier-ignore
];

const problemOf = ({ body }: Response) => /role="alert">([^<]*)</.exec(body)?.[1] ?? '';

export const guestbook: Behaviours = {
  'sends the browser back for the page after a post, so that a reload posts nothing': {
    ask: 'A reload repeats the last request. Which request should be the last one after somebody has sent a form?',
    look: 'In server.ts, is there a route for POST /send_message? When all went well, it must not render the page: it tells the browser, with status 303, to ask for / again.',
    line: ['server.ts', "response.redirect(303, '/');"],
    check: async ({ url }) => {
      const { status, headers } = await post(url, '/send_message', [['username', 'Ann'], ['message', 'hello']]); // prettier-ignore
      is(status, 303, 'a form that was posted must be answered with status 303');
      is(headers.location, '/', 'the browser must be sent back to /');
    },
  },

  'shows a message to everyone who loads the page, with its author and time': {
    ask: 'Each request is a conversation of its own. Where must a message be kept for the next one to find it?',
    look: 'In server.ts, the route for the form must add what the schema made of it (trimmed) and the time to a list outside the route. The route for / gives the list to the page, and guestbook.ejs writes one item for each.',
    line: ['server.ts', 'messages.push({ ...form.data, timestamp: new Date().toISOString() });'],
    check: async ({ url }) => {
      await post(url, '/send_message', [['username', ' Ann '], ['message', ' by form ']]); // prettier-ignore
      const { body } = await send(url, '/');
      const [, author, text, time] =
        /<strong>([^<]*)<\/strong>: (by form)\s+<time datetime="([^"]*)">/.exec(body) ?? [];
      is([author, text], ['Ann', 'by form'], 'the page must show the author and the text');
      isNow(time);
    },
  },

  'shows what people write as text, never as HTML': {
    ask: 'What people type becomes a part of your HTML. What must happen to a < on its way there?',
    look: 'In views/partials/guestbook.ejs, look at the tags that write the name and the message. What comes from outside must be escaped.',
    line: ['views/partials/guestbook.ejs', '<strong><%= username %></strong>: <%= message %>'],
    check: async ({ url }) => {
      const hostile = '<img src=x onerror=alert(1)>';
      await post(url, '/send_message', [['username', '"><script>'], ['message', hostile]]); // prettier-ignore
      const { body } = await send(url, '/');
      const escaped = '&lt;img src=x onerror=alert(1)&gt;';
      must(body.includes(escaped), 'in EJS <%= escapes what people write, and <%- does not');
      must(!body.includes(hostile) && !body.includes('"><script>'), 'what people write never becomes HTML');
    },
  },

  'answers an invalid form with status 4xx, a sentence, and the text that was typed': {
    ask: 'The browser checks a form before it sends it, but not everything that sends a form is a browser. Who else must check, and what should the person get to see?',
    look: 'In server.ts, check the form with its schema before you keep anything. If it fails, render the page again: with status 422, the sentence of the first rule that was broken, and what was typed.',
    line: ['server.ts', "response.status(422).render('index', { messages, error, typed });"],
    check: async ({ url }) => {
      for (const [what, fields] of bad) {
        const response = await post(url, '/send_message', fields);
        is(response.status, 422, `${what} must be answered with status 422`);
        matches(problemOf(response), /^Please .+\.$/, `${what} must be answered with a sentence`);
      }
      const kept = await post(url, '/send_message', [['username', '"Ann" & <Bob>'], ['message', ' ']]); // prettier-ignore
      must(kept.body.includes('value="&#34;Ann&#34; &amp; &lt;Bob&gt;"'), 'what was typed must stay');
      const { body } = await send(url, '/');
      must(!body.includes('"Ann" &'), 'nothing bad may be kept');
    },
  },

  'answers anything but a form with status 4xx and a sentence': {
    ask: 'Anything can be posted to an address. What does your route find when it is no form, and where does an error go that happens before the route is called?',
    look: 'In server.ts, the body is undefined if it was no form, so it needs a default. If it cannot be read, Express calls the error handler: it stands after the routes, and answers with the status of the error and a sentence.',
    line: ['server.ts', 'const unreadable: ErrorRequestHandler = (error, _request, response, next) => {'],
    check: async ({ url }) => {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const bodies: [string, number, Record<string, string>, string | Buffer][] = [
        ['JSON', 422, { 'content-type': 'application/json' }, '{"username":"Ann","message":"hello"}'],
        ['no type', 422, {}, 'username=Ann&message=hello'],
        ['no body', 422, form, ''],
        ['2 MB', 413, form, `username=Ann&message=${'m'.repeat(2_000_000)}`],
        ['2,000 fields', 413, form, 'a=b&'.repeat(2000)],
        ['a strange charset', 415, { 'content-type': `${form['content-type']}; charset=nonsense` }, 'a=b'],
        ['a strange encoding', 415, { ...form, 'content-encoding': 'nonsense' }, 'a=b'],
        ['broken gzip', 400, { ...form, 'content-encoding': 'gzip' }, 'a=b'],
        ['percent signs', 422, form, 'username=%&message=%E0%A4%A%00%'],
      ];
      for (const [what, status, headers, body] of bodies) {
        const response = await send(url, '/send_message', { method: 'POST', headers, body });
        if (what === 'percent signs')
          must(response.status < 500, `${what} must not be an error of the server`);
        else is(response.status, status, `${what} must be answered with status ${status}`);
        if (response.status >= 400) matches(problemOf(response), /\.$/, `${what} must be answered`);
        matchesNot(response.body, STACK_TRACE, `${what} must show no stack trace`);
      }
    },
  },

  'keeps the last 100 messages': {
    ask: 'A server runs for weeks, and its memory has an end. What should go when the list is too long?',
    look: 'In server.ts, look at the lines that add a message to the list. As soon as there are more than 100, the oldest one must go.',
    line: ['server.ts', 'if (messages.length > MAX_MESSAGES) messages.shift();'],
    check: async ({ url }) => {
      for (let i = 1; i <= MAX_MESSAGES + 5; i++) {
        await post(url, '/send_message', [['username', 'Bob'], ['message', `number ${i}.`]]); // prettier-ignore
      }
      const { body } = await send(url, '/');
      is(body.match(/<li>/g)?.length, MAX_MESSAGES, 'the page must show 100 messages');
      const isThere = [105, 6, 5].map((number) => body.includes(`number ${number}.`));
      is(isThere, [true, true, false], 'of 105 messages, the last 100 must be there: from 6 to 105');
    },
  },

  'is empty for everybody after it was cleared': {
    ask: 'All pages are made from the one list on the server. Who empties it, and what does the browser get then?',
    look: 'In server.ts, there must be a route for POST /clear_messages. It empties the list, and sends the browser back for the page like the other form does.',
    line: ['server.ts', 'messages.length = 0;'],
    check: async ({ url }) => {
      await post(url, '/send_message', [['username', 'Ann'], ['message', 'soon gone']]); // prettier-ignore
      const { status, headers } = await post(url, '/clear_messages', []);
      is([status, headers.location], [303, '/'], 'clearing must send the browser back to /');
      const { body } = await send(url, '/');
      must(!body.includes('<li>') && !body.includes('soon gone'), 'the page must show no message');
    },
  },

  'takes a form from a browser without JavaScript': {
    ask: 'HTML alone can send a form. What must a form say for that: how, where to, and which fields?',
    look: 'In views/partials/guestbook.ejs, look at the method and the action of the form, and at its two fields: each has a name, is required, and has a maxlength of 20 or 500.',
    line: ['views/partials/guestbook.ejs', '<form id="guestbook-form" method="post" action="/send_message">'],
    check: async ({ url }) => {
      const { body } = await send(url, '/');
      const expected = [
        ['form', 'method="post"', 'action="/send_message"'],
        ['input', 'name="username"', 'required', 'maxlength="20"'],
        ['input', 'name="message"', 'required', 'maxlength="500"'],
      ];
      for (const [name, ...attributes] of expected) {
        const tags = body.match(new RegExp(`<${name}\\b[^>]*>`, 'g')) ?? [];
        const found = tags.some((tag) => attributes.every((attribute) => tag.includes(` ${attribute}`)));
        must(found, `the page must have <${name} ${attributes.join(' ')}>`);
      }
    },
  },
};
