// The pages of the class: for students, the lessons, the instructor's board, and the projector.
import { join } from 'node:path';
import compression from 'compression';
import express, { type Express } from 'express';
import { renderSVG } from 'uqr';
import { root } from '../run/folders.ts';
import type { Hosted } from './hosted.ts';
import { lessons, pageOf, pictureOf } from './lessons.ts';
import { checkOrigin } from './origin.ts';

/** @param invite the address that students open; undefined without a network */
export function pages(invite: string | undefined, demos: Hosted[]): Express {
  const app = express();
  app.set('view engine', 'ejs');
  app.set('views', join(import.meta.dirname, 'views'));
  app.set('env', 'production'); // errors are shown in the terminal, not on the page
  app.locals.lessons = lessons;
  app.locals.invite = invite;
  app.locals.code = invite && renderSVG(invite, { border: 2 });
  app.use(checkOrigin); // pages of other sites may not send anything here: see origin.ts
  app.use(compression());
  app.use(express.static(join(import.meta.dirname, 'public')));
  // The look is that of the demos, and code has the colours of the diff page.
  for (const file of [
    'demo7/public/base.css',
    'demo7/public/favicon.svg',
    'workshop/diff/public/highlight.css',
    'workshop/lesson/lesson.css',
  ])
    app.get(`/${file.split('/').at(-1)}`, (_request, response) => response.sendFile(join(root, file)));

  app.get('/', ({ hostname }, response) => {
    const hosted = demos.map((demo) => ({ ...demo, url: `http://${hostname}:${demo.port}/` }));
    response.render('member', { hosted });
  });
  app.get('/board', (_request, response) => response.render('board'));
  app.get('/projector', (_request, response) => response.render('projector'));

  app.get('/lessons/*path', ({ params }, response, next) => {
    const path = params.path.join('/');
    const picture = pictureOf(path);
    if (picture) return response.sendFile(picture);
    const page = pageOf(path);
    if (page) return response.render('lesson', { ...page, step: stepOf(path) });
    const readme = `${path.replace(/\/$/, '')}/README.md`;
    return pageOf(readme) ? response.redirect(`/lessons/${readme}`) : next();
  });

  app.use((_request, response) => {
    response.status(404).render('404');
  });
  return app;
}

/** The step whose lesson a page is; empty for other files. */
function stepOf(path: string): string {
  return lessons.find((lesson) => lesson.path === `/lessons/${path}`)?.step ?? '';
}
