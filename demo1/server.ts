// Demo 1, a web server: the browser asks for a page, the server answers, and that was the conversation.
import { createServer } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import express from 'express';
import { checkOrigin } from './origin.ts';
import { start } from './start.ts';

const app = express();
app.set('view engine', 'ejs');
app.set('views', join(import.meta.dirname, 'views'));
app.set('env', 'production'); // errors are shown in the terminal, not on the page
app.locals.demo = 1;
app.locals.title = 'A web server';

// Pages and files are sent compressed. That is less than half of the bytes, which helps on slow Wi-Fi.
app.use(compression());

// Files in public/ are sent as they are. Files in views/ are templates, filled in for each request.
app.use(express.static(join(import.meta.dirname, 'public')));

// Pages of other sites may not send anything here: see origin.ts.
app.use(checkOrigin);

// Express passes the request and the response. A name that begins with _ is not used here.
app.get('/', (_request, response) => {
  response.render('index');
});

app.get('/about', (_request, response) => {
  response.render('about');
});

// Express tries the routes above in order. A request that gets this far has no page.
app.use((request, response) => {
  response.status(404).render('404', { path: request.path });
});

const server = createServer(app);
start(server, 5001);
