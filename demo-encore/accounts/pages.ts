// The pages of accounts: sign up, log in, log out. They are plain forms, and work without JavaScript.
import { type NextFunction, type Request, type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import { isDown } from '../database.ts';
import { type AppServer, authSchema } from '../events.ts';
import { validate } from '../guard.ts';
import { peopleChanged } from '../handlers/people.ts';
import { keyOf, takeOut } from '../handlers/sessions.ts';
import { DATABASE_DOWN, report } from '../report.ts';
import { bannedFor, isOwner, ownerOf, signUp } from './accounts.ts';
import { forgetAttempts, mayTry } from './attempts.ts';

const formSchema = z.object({
  nickname: authSchema.shape.nickname,
  password: z
    .string('Please choose a password.')
    .min(8, 'A password has at least 8 characters.')
    .max(200, 'A password has at most 200 characters.'),
});

// The same sentence for a name that doesn't exist and for a wrong password: so nobody learns which names there are.
const WRONG = 'This nickname and this password do not belong together.';
const TOO_MANY = 'Too many attempts. Try again in 15 minutes.';

/** Makes an account, or looks whether the password is right. Returns why it did not work. */
type Action = (nickname: string, password: string, address: string) => Promise<string | undefined>;

const actions: Record<'signup' | 'login', Action> = {
  signup: signUp,
  login: async (nickname, password, address) => {
    if (!(await isOwner(nickname, password))) return WRONG;
    const minutes = await bannedFor(nickname);
    if (minutes) return `The host has removed "${nickname}". You can come back in ${minutes} min.`;
    await forgetAttempts(keyOf(nickname), address);
    return undefined;
  },
};

/** For `app.use()`. `server` is called when somebody logs out. */
export function accountPages(server: () => AppServer): Router {
  const router = Router();
  const readForm = urlencoded({ extended: false, limit: '4kb' });

  // What all pages show: who is logged in.
  router.use((request, response, next) => {
    response.locals.account = request.session.nickname;
    next();
  });

  for (const [name, act] of Object.entries(actions)) {
    const show = (response: Response, error = '', nickname = '') =>
      response.render(name, { error, nickname });
    router.get(`/${name}`, (_request, response) => show(response));
    router.post(`/${name}`, readForm, async (request, response) => {
      const typed: unknown = request.body?.nickname;
      const { data: form, error } = validate(formSchema, request.body);
      const refusal = form ? await tried(act, form, request.ip) : error;
      if (!form || refusal) {
        show(response.status(422), refusal, typeof typed === 'string' ? typed.slice(0, 40) : '');
        return;
      }
      await logIn(request, form.nickname);
      response.redirect(303, '/');
    });
  }

  router.post('/logout', async (request, response) => {
    const owner = request.session.account && (await ownerOf(request.session.account));
    await done((callback) => request.session.destroy(callback));
    // This ends the person's connection, on whichever server it is.
    if (owner) {
      server().in(`person:${owner.id}`).disconnectSockets(true);
      await peopleChanged(server(), await takeOut(owner.id));
    }
    response.clearCookie('encore').redirect(303, '/');
  });
  return router;
}

async function tried(act: Action, { nickname, password }: z.infer<typeof formSchema>, address = '') {
  return (await mayTry(keyOf(nickname), address)) ? act(nickname, password, address) : TOO_MANY;
}

/** A new session for each login: one that somebody else has made, and put into this browser, is worth nothing. */
async function logIn(request: Request, typed: string): Promise<void> {
  const owner = await ownerOf(typed);
  await done((callback) => request.session.regenerate(callback));
  Object.assign(request.session, { account: keyOf(typed), nickname: owner?.nickname ?? typed });
  await done((callback) => request.session.save(callback)); // before the next page asks for it
}

const done = (work: (callback: (error?: Error) => void) => void) =>
  new Promise<void>((resolve, reject) => {
    work((error) => (error ? reject(error) : resolve()));
  });

/** The last middleware: what went wrong is in the terminal, and on the page is what to do. */
export function showFailure(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error);
  const { status = isDown(error) ? 503 : 500 } = error as { status?: number }; // Express's own errors have one
  const sentences: Record<number, string> = {
    500: 'This page could not be made. The terminal of the server says why.',
    503: DATABASE_DOWN,
  };
  if (status in sentences) report(error);
  response.status(status).render('failure', { sentence: sentences[status] ?? 'This request is not valid.' });
}
