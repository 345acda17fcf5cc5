// Demo 2, forms: the browser can send something too, and gets a whole page back each time.
import { createServer } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import express, { type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { checkOrigin } from './origin.ts';
import { start } from './start.ts';

const MAX_MESSAGES = 100;
const messages: { username: string; message: string; timestamp: string }[] = [];

// What the form has to send. Each rule has its sentence for the person who breaks it; the first of a field is for
// one that is missing or that came twice.
const formSchema = z.object({
  username: z
    .string('Please give one name.')
    .trim()
    .min(1, 'Please give your name.')
    .max(20, 'Please give a name of at most 20 characters.'),
  message: z
    .string('Please write one message.')
    .trim()
    .min(1, 'Please write a message.')
    .max(500, 'Please write at most 500 characters.'),
});

const app = express();
app.set('view engine', 'ejs');
app.set('views', join(import.meta.dirname, 'views'));
app.set('env', 'production'); // errors are shown in the terminal, not on the page
app.locals.demo = 2;
app.locals.title = 'Forms';

// Pages and files are sent compressed. That is less than half of the bytes, which helps on slow Wi-Fi.
app.use(compression());

// Files in public/ are sent as they are. Files in views/ are templates, filled in for each request.
app.use(express.static(join(import.meta.dirname, 'public')));

// Pages of other sites may not send anything here: see origin.ts.
app.use(checkOrigin);

// Express passes the request and the response. A name that begins with _ is not used here.
app.get('/', (_request, response) => {
  response.render('index', { messages, error: '', typed: {} });
});

app.get('/about', (_request, response) => {
  response.render('about');
});

app.post('/send_message', express.urlencoded({ limit: '100kb' }), (request, response) => {
  // Only a form is read into request.body; anything else leaves it undefined.
  const typed = request.body ?? {};
  const form = formSchema.safeParse(typed);
  if (!form.success) {
    const error = form.error.issues[0]?.message; // the first, if there are several
    response.status(422).render('index', { messages, error, typed });
    return;
  }
  messages.push({ ...form.data, timestamp: new Date().toISOString() });
  if (messages.length > MAX_MESSAGES) messages.shift();
  // Post/redirect/get: the browser requests the page again, so a reload doesn't send the form twice.
  response.redirect(303, '/');
});

app.post('/clear_messages', (_request, response) => {
  messages.length = 0;
  response.redirect(303, '/');
});

// Express tries the routes above in order. A request that gets this far has no page.
app.use((request, response) => {
  response.status(404).render('404', { path: request.path });
});

// A form that could not be read. Four parameters tell Express that this is for errors; next(error) leaves all
// others, mistakes in this program for instance, to Express.
const unreadable: ErrorRequestHandler = (error, _request, response, next) => {
  if (error.status === undefined || error.status >= 500) return next(error);
  const sentence = `The server could not read that: ${error.message}. Go back to change it.`;
  response.status(error.status).render('index', { messages, error: sentence, typed: {} });
};
app.use(unreadable);

const server = createServer(app);
start(server, 5002);
