// Demo 1 and all after it: a web server with two pages.
import { is, isNot, matches, matchesNot, must } from '../assert.ts';
import { STACK_TRACE, send } from './http.ts';
import type { Behaviours } from './layers.ts';

export const pages: Behaviours = {
  'answers / and /about with a page of HTML': {
    ask: 'A request has a method and a path. How does the server know which page belongs to which path?',
    look: 'In server.ts, / and /about each need a route that renders a template: index and about, which are in views/. Both templates must include the head, which begins the page, and the foot, which ends it.',
    line: ['server.ts', "app.get('/about', (_request, response) => {"],
    check: async ({ url }) => {
      for (const path of ['/', '/about']) {
        const { status, headers, body } = await send(url, path);
        is(status, 200, `${path} must be answered with a page`);
        matches(headers['content-type'] ?? '', /^text\/html; charset=utf-8/, `${path} must be HTML in UTF-8`);
        matches(body, /<html lang="en">/, `${path} must begin with <html lang="en">: the head does that`);
        matches(body, /<h1>[^]*<main>[^]*<\/main>/, `${path} must have an <h1> and a <main>`);
      }
    },
  },

  'links its pages to each other, and marks the one that is shown': {
    ask: 'One template makes the menu of every page. How can it know on which page it is?',
    look: 'In views/partials/nav.ejs, each link must compare itself with the name of the page, and mark itself with aria-current="page". Each view gives that name when it includes the head.',
    line: ['views/partials/nav.ejs', '<a href="/about" <% if (page === \'About\') { %>aria-current="page"<%'],
    check: async ({ url }) => {
      for (const path of ['/', '/about']) {
        const { body } = await send(url, path);
        for (const target of ['/', '/about']) {
          const links = (body.match(/<a\b[^>]*>/g) ?? []).filter((tag) => tag.includes(` href="${target}"`));
          must(links.length > 0, `${path} must have a link to ${target}`);
          const isMarked = links.some((tag) => tag.includes(' aria-current="page"'));
          is(isMarked, path === target, `the link to ${target} on ${path}: marked by aria-current="page"`);
        }
      }
    },
  },

  'serves its style sheet and its icon': {
    ask: 'Some files are sent as they are, without a route for each of them. Who looks after those files, and where do they lie?',
    look: 'In server.ts, Express must be told to serve the folder public/ as it is. base.css and favicon.svg must lie in that folder.',
    line: ['server.ts', "app.use(express.static(join(import.meta.dirname, 'public')));"],
    check: async ({ url }) => {
      const css = await send(url, '/base.css');
      is(css.status, 200, 'the server must have /base.css');
      matches(css.headers['content-type'] ?? '', /^text\/css/, '/base.css must be sent as CSS');
      const icon = await send(url, '/favicon.svg');
      matches(icon.headers['content-type'] ?? '', /^image\/svg\+xml/, '/favicon.svg must be an SVG image');
    },
  },

  'answers any other address with a friendly page and status 404': {
    ask: 'Express tries routes and middleware in the order of the file. What is left for a request that none of them has answered?',
    look: 'In server.ts, after all the routes, there must be one handler without a path. It sets the status and renders 404, a template with a link back to the first page.',
    line: ['server.ts', "response.status(404).render('404', { path: request.path });"],
    check: async ({ url }) => {
      for (const path of ['/nothing', '/about/us', '/%', '/%E0%A4%A', '/%00', '/index.ejs', '/a?b[c]=d']) {
        const { status, body } = await send(url, path);
        is(status, 404, `${path} must be answered with status 404`);
        matches(body, /<a href="\/"/, `the page for ${path} must lead back`);
        matchesNot(body, STACK_TRACE, `the page for ${path} must show no stack trace`);
      }
    },
  },

  'writes an unknown address into its page as text, never as HTML': {
    ask: 'EJS has two tags that write a value into a page. Which of them escapes what would otherwise be HTML?',
    look: 'In views/404.ejs, look at the tag that writes the path. The path comes from outside, so it must be escaped.',
    line: ['views/404.ejs', '<code><%= path %></code>'],
    check: async ({ url }) => {
      const { body } = await send(url, '/<script>alert(1)</script>');
      must(body.includes('&lt;script&gt;alert(1)'), 'it is shown escaped: <%= escapes, <%- does not');
      must(!body.includes('<script>alert'), 'the address must not become HTML');
    },
  },

  'keeps its own source to itself': {
    ask: 'Which of the folders may the whole world read, and what lies next to it?',
    look: 'In server.ts, look at the folder that Express serves as it is. It must be public/ and not the folder above, where the source and the templates are.',
    line: ['server.ts', "app.use(express.static(join(import.meta.dirname, 'public')));"],
    check: async ({ url }) => {
      for (const path of [
        '/server.ts',
        '/../server.ts',
        '/..%2fserver.ts',
        '/views/index.ejs',
        '/%2e%2e/start.ts',
      ]) {
        const { status, body } = await send(url, path);
        isNot(status, 200, `${path} must not be sent to anybody`);
        must(!body.includes('import '), `${path} must not show the source`);
      }
    },
  },

  'allows scripts, styles and connections from itself alone': {
    ask: 'A page can tell the browser from where it may load scripts and styles. What could the script of a stranger do in your page?',
    look: 'Take origin.ts as it is from the demo: it sends the header Content-Security-Policy. In server.ts, app.use(checkOrigin) comes before the first app.get or app.post. No template may load something from another host.',
    line: ['server.ts', 'app.use(checkOrigin);'],
    check: async ({ url }) => {
      const { body, headers } = await send(url, '/');
      const policy = String(headers['content-security-policy']);
      for (const rule of [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        'frame-ancestors',
      ]) {
        must(policy.includes(rule), `the policy must contain ${rule}`);
      }
      matchesNot(body, /(src|href)="(https?:)?\/\//, 'nothing may come from another host');
    },
  },
};
