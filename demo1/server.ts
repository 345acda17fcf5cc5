// Demo 1, a web server: the browser asks for a page, the server answers, and that was the conversation.
import { createServer } from 'node:http';
import { join } from 'node:path';
import express from 'express';
import { checkOrigin } from './origin.ts';
import { start } from './start.ts';

const app = express();
app.set('view engine', 'ejs');
app.set('views', join(import.meta.dirname, 'views'));
app.set('env', 'production'); // errors are shown in the terminal, not on the page
app.locals.demo = 1;
app.locals.title = 'A web server';

// Pages of other sites may not send anything here: see origin.ts.
app.use(checkOrigin);

// What lies in public/ is sent as it is. What lies in views/ is a template, filled in for each request.
app.use(express.static(join(import.meta.dirname, 'public')));

// Express hands over the request and the response. A name that begins with _ says that it is not used here.
app.get('/', (_request, response) => {
  response.render('index');
});

app.get('/about', (_request, response) => {
  response.render('about');
});

// Express tries the lines above in their order; what gets as far as this one has no page.
app.use((request, response) => {
  response.status(404).render('404', { path: request.path });
});

const server = createServer(app);
start(server, 5001);
