// Demo 2: a guestbook that works by forms alone.
import assert from 'node:assert/strict';
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
  'sends the browser back for the page after a post, so that a reload posts nothing': async ({ url }) => {
    const { status, headers } = await post(url, '/send_message', [['username', 'Ann'], ['message', 'hello']]); // prettier-ignore
    assert.equal(status, 303);
    assert.equal(headers.location, '/');
  },

  'shows a message to everybody who asks, with its author and time': async ({ url }) => {
    const before = Date.now();
    await post(url, '/send_message', [['username', ' Ann '], ['message', ' by form ']]); // prettier-ignore
    const { body } = await send(url, '/');
    const [, author, text, time] =
      /<li><strong>([^<]*)<\/strong>: (by form) <time datetime="([^"]*)">/.exec(body) ?? [];
    assert.deepEqual([author, text], ['Ann', 'by form'], 'the page must show the author and the text');
    assert.ok(Date.parse(time ?? '') >= before - 1000 && Date.parse(time ?? '') <= Date.now());
  },

  'shows what people write as text, never as HTML': async ({ url }) => {
    const hostile = '<img src=x onerror=alert(1)>';
    await post(url, '/send_message', [['username', '"><script>'], ['message', hostile]]); // prettier-ignore
    const { body } = await send(url, '/');
    assert.ok(
      body.includes('&lt;img src=x onerror=alert(1)&gt;'),
      'the text must be shown, escaped: in EJS <%= escapes, and <%- does not',
    );
    assert.ok(!body.includes(hostile) && !body.includes('"><script>'));
  },

  'answers a bad form with status 4xx, a sentence, and what was typed': async ({ url }) => {
    for (const [what, fields] of bad) {
      const response = await post(url, '/send_message', fields);
      assert.equal(response.status, 422, what);
      assert.match(problemOf(response), /^Please .+\.$/, `${what} must be answered with a sentence`);
    }
    const kept = await post(url, '/send_message', [['username', '"Ann" & <Bob>'], ['message', ' ']]); // prettier-ignore
    assert.ok(kept.body.includes('value="&#34;Ann&#34; &amp; &lt;Bob&gt;"'), 'what was typed must stay');
    const { body } = await send(url, '/');
    assert.ok(!body.includes('"Ann" &'), 'nothing bad may be kept');
  },

  'answers what is no form with status 4xx and a sentence': async ({ url }) => {
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
      if (what === 'percent signs') assert.ok(response.status < 500, what);
      else assert.equal(response.status, status, what);
      if (response.status >= 400) assert.match(problemOf(response), /\.$/, `${what} must be answered`);
      assert.doesNotMatch(response.body, STACK_TRACE, `${what} must show no stack trace`);
    }
  },

  'keeps the last 100 messages': async ({ url }) => {
    for (let i = 1; i <= MAX_MESSAGES + 5; i++) {
      await post(url, '/send_message', [['username', 'Bob'], ['message', `number ${i}.`]]); // prettier-ignore
    }
    const { body } = await send(url, '/');
    assert.equal(body.match(/<li>/g)?.length, MAX_MESSAGES);
    assert.ok(body.includes('number 105.') && body.includes('number 6.') && !body.includes('number 5.'));
  },

  'is empty for everybody after it was cleared': async ({ url }) => {
    await post(url, '/send_message', [['username', 'Ann'], ['message', 'soon gone']]); // prettier-ignore
    const { status, headers } = await post(url, '/clear_messages', []);
    assert.deepEqual([status, headers.location], [303, '/']);
    const { body } = await send(url, '/');
    assert.ok(!body.includes('<li>') && !body.includes('soon gone'), 'the page must show no message');
  },

  'takes a form from a browser without JavaScript': async ({ url }) => {
    const { body } = await send(url, '/');
    const expected = [
      ['form', 'method="post"', 'action="/send_message"'],
      ['input', 'name="username"', 'required', 'maxlength="20"'],
      ['input', 'name="message"', 'required', 'maxlength="500"'],
    ];
    for (const [name, ...attributes] of expected) {
      const tags = body.match(new RegExp(`<${name}\\b[^>]*>`, 'g')) ?? [];
      const found = tags.some((tag) => attributes.every((attribute) => tag.includes(` ${attribute}`)));
      assert.ok(found, `the page must have <${name} ${attributes.join(' ')}>`);
    }
  },
};
