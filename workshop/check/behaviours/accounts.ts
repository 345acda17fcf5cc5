// The encore: a nickname that belongs to one person for good, with a password.
import { is, isNot, matches, must } from '../assert.ts';
import { type Client, connect } from '../client.ts';
import type { Demo } from '../harness.ts';
import { within } from '../patience.ts';
import { post, send } from './http.ts';
import { type User, identityOf, settle, succeeded } from './inside.ts';

/** By their sentences. The encore has no hints: nobody is asked to build it. */
export type Checks = Record<string, (demo: Demo) => Promise<void>>;

const PASSWORD = 'a long password';
let names = 0;
const newName = () => `Owner-${process.pid % 10_000}-${++names}`;

const form = (nickname: string, password: string): [string, string][] => [
  ['nickname', nickname],
  ['password', password],
];

/** Sends a form, and returns the cookie of the new session. */
async function enter(url: string, path: '/signup' | '/login', nickname: string, password = PASSWORD) {
  const { status, headers } = await post(url, path, form(nickname, password));
  is(status, 303, 'it must lead to the chat');
  return cookieOf(headers['set-cookie']);
}

const cookieOf = (fields: string[] | undefined) => fields?.[0]?.split(';')[0] ?? '';

/** Connects as a page of somebody who is logged in. */
const comeIn = (url: string, nickname: string, cookie: string) =>
  connect(url, { auth: { nickname }, extraHeaders: { cookie } });

const refusalOf = (url: string, nickname: string) =>
  connect(url, { auth: { nickname } }).then(
    (client) => {
      client.close();
      return 'it was let in';
    },
    (error: Error) => error.message,
  );

const ended = (client: Client) => new Promise((done) => client.socket.once('disconnect', done));

export const accounts: Checks = {
  'give a nickname to its owner alone, however it is written': async ({ url }) => {
    const name = newName();
    const cookie = await enter(url, '/signup', name);
    for (const written of [name, name.toUpperCase()]) {
      matches(
        await refusalOf(url, written),
        /belongs to an account\. Log in, or choose/,
        'a guest is refused',
      );
    }
    const owner = await comeIn(url, name, cookie);
    is((await identityOf(owner)).user.nickname, name, 'its owner comes in');
    owner.close();
    const { status, body } = await post(url, '/signup', form(name.toLowerCase(), PASSWORD));
    is(status, 422, 'nobody else can sign up with it');
    matches(body, /is taken/, 'the page says why');
  },

  'know the same person on every device': async ({ url }) => {
    const name = newName();
    const one = await comeIn(url, name, await enter(url, '/signup', name));
    const { user } = await identityOf(one);
    const over = ended(one);
    const cookie = await enter(url, '/login', name);
    const older = await comeIn(url, 'a-guest', cookie).catch((error: Error) => error.message);
    matches(String(older), /is logged in as/, 'a tab from before the login must not speak for the account');
    const other = await comeIn(url, name.toUpperCase(), cookie);
    is((await identityOf(other)).user, user, 'it is the same person, by the name of the account');
    await within(over, 'A person is there once: the connection before must be ended.');
    other.close();
  },

  'do not tell whether a name exists, neither by the answer nor by its time': async ({ url }) => {
    const name = newName();
    await enter(url, '/signup', name);
    const answers = [];
    for (const tried of [name, newName()]) {
      const start = performance.now();
      const { status, body } = await post(url, '/login', form(tried, 'another password'));
      const [sentence] = /role="alert">[^<]*/.exec(body) ?? [];
      answers.push({ status, sentence });
      must(performance.now() - start > 50, 'a password must be hashed for a name that does not exist, too');
    }
    is(answers[0], answers[1], 'a wrong password and a wrong name get the same answer');
    is(answers[0]?.status, 422, 'it is refused');
  },

  'have a cookie that no script can read, and a new one with each login': async ({ url }) => {
    const name = newName();
    const first = await enter(url, '/signup', name);
    const { headers } = await send(url, '/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: first },
      body: new URLSearchParams(form(name, PASSWORD)).toString(),
    });
    const [cookie = ''] = headers['set-cookie'] ?? [];
    for (const part of ['HttpOnly', 'SameSite=Lax'])
      must(cookie.includes(part), `the cookie must be ${part}`);
    isNot(cookieOf([cookie]), first, 'a session from before the login must not become one of the account');
    is((await send(url, '/')).headers['set-cookie'], undefined, 'a guest gets no cookie');
  },

  'end the connection of somebody who logs out, and the session': async ({ url }) => {
    const name = newName();
    const cookie = await enter(url, '/signup', name);
    const client = await comeIn(url, name, cookie);
    await settle(client);
    const over = ended(client);
    const { status } = await send(url, '/logout', { method: 'POST', headers: { cookie } });
    is(status, 303, 'it must lead to the chat');
    await within(over, 'The connection must be ended, on whichever server it is.');
    const reason = await comeIn(url, name, cookie).catch((error: Error) => error.message);
    matches(String(reason), /belongs to an account/, 'the cookie of before is worth nothing');
  },

  'limit the attempts for each of them': async ({ url }) => {
    const name = newName();
    await enter(url, '/signup', name);
    let body = '';
    for (let i = 0; i < 11; i++) ({ body } = await post(url, '/login', form(name, `password ${i}`)));
    matches(body, /Too many attempts/, 'after ten attempts it is refused');
    ({ body } = await post(url, '/login', form(name, PASSWORD)));
    matches(body, /Too many attempts/, 'also with the right password');
  },

  'refuse a short password and an invalid nickname, and the form of another site': async ({ url }) => {
    for (const [nickname, password] of [
      ['Short', '1234567'],
      ['a b', PASSWORD],
      ['\u0420rof', PASSWORD],
      ['', ''],
    ]) {
      const { status, body } = await post(url, '/signup', form(nickname!, password!));
      is(status, 422, 'it must be refused');
      matches(body, /role="alert">(A |Please )[^<]+\./, 'the page says why');
    }
    const { status } = await send(url, '/signup', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://evil.example' },
      body: new URLSearchParams(form(newName(), PASSWORD)).toString(),
    });
    is(status, 403, 'a page of another site may not sign anybody up');
  },

  'keep out somebody whom the host has banned, and let a host read of it': async (demo) => {
    const { url } = demo;
    const [name, boss] = [newName(), newName()];
    const cookie = await enter(url, '/signup', name);
    const client = await comeIn(url, name, cookie);
    const host = await connect(url, { auth: { nickname: boss } });
    const key = /key: (\S+)/.exec(demo.output())?.[1] ?? '';
    succeeded(await host.ask('become_host', { key }));
    const { user } = (await client.next('session')) as { user: User };
    const over = ended(client);
    succeeded(await host.ask('ban_person', { user: user.id, minutes: 60 }));
    await within(over, 'The connection must be ended, on whichever server it is.');
    is(await client.next('person_removed'), { minutes: 60 }, 'the person must be told, and for how long');
    const { body } = await post(url, '/login', form(name, PASSWORD));
    matches(body, /The host has removed .* in 60 min\./, 'a login says why not');
    const { actions } = (await host.ask('read_actions', {})) as unknown as { actions: { what: string }[] };
    must(
      actions.some(({ what }) => what === `removed ${name} for 60 minutes`),
      'the log has it',
    );
    const stranger = await connect(url, { auth: { nickname: newName() } });
    for (const event of ['read_actions', 'read_servers']) {
      is((await stranger.ask(event, {})).ok, false, 'only a host may read that');
    }
    for (const one of [host, stranger]) one.close();
  },
};
