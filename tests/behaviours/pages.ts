// Demo 1 and all after it: a web server with two pages.
import assert from 'node:assert/strict';
import { STACK_TRACE, send } from './http.ts';
import type { Behaviours } from './layers.ts';

export const pages: Behaviours = {
  'answers / and /about with a page of HTML': async ({ url }) => {
    for (const path of ['/', '/about']) {
      const { status, headers, body } = await send(url, path);
      assert.equal(status, 200, `${path} must exist`);
      assert.match(headers['content-type'] ?? '', /^text\/html; charset=utf-8/);
      assert.match(body, /<html lang="en">/);
      assert.match(body, /<main>[^]*<h1>[^]*<\/main>/, `${path} must have a <main> with a heading`);
    }
  },

  'links its pages to each other, and marks the one that is shown': async ({ url }) => {
    for (const path of ['/', '/about']) {
      const { body } = await send(url, path);
      for (const target of ['/', '/about']) {
        const links = (body.match(/<a\b[^>]*>/g) ?? []).filter((tag) => tag.includes(` href="${target}"`));
        assert.ok(links.length > 0, `${path} must have a link to ${target}`);
        const isMarked = links.some((tag) => tag.includes(' aria-current="page"'));
        assert.equal(
          isMarked,
          path === target,
          `the link to ${target} on ${path}: marked by aria-current="page"`,
        );
      }
    }
  },

  'serves its style sheet and its icon': async ({ url }) => {
    const css = await send(url, '/base.css');
    assert.equal(css.status, 200);
    assert.match(css.headers['content-type'] ?? '', /^text\/css/);
    const icon = await send(url, '/favicon.svg');
    assert.match(icon.headers['content-type'] ?? '', /^image\/svg\+xml/);
  },

  'answers any other address with a friendly page and status 404': async ({ url }) => {
    for (const path of ['/nothing', '/about/us', '/%', '/%E0%A4%A', '/%00', '/index.ejs', '/a?b[c]=d']) {
      const { status, body } = await send(url, path);
      assert.equal(status, 404, `${path} must not exist`);
      assert.match(body, /<a href="\/"/, `the page for ${path} must lead back`);
      assert.doesNotMatch(body, STACK_TRACE, `the page for ${path} must show no stack trace`);
    }
  },

  'writes an unknown address into its page as text, never as HTML': async ({ url }) => {
    const { body } = await send(url, '/<script>alert(1)</script>');
    assert.ok(
      body.includes('&lt;script&gt;alert(1)'),
      'the address must be shown, escaped: in EJS <%= escapes, and <%- does not',
    );
    assert.ok(!body.includes('<script>alert'), 'the address must not become HTML');
  },

  'keeps its own source to itself': async ({ url }) => {
    for (const path of [
      '/server.ts',
      '/../server.ts',
      '/..%2fserver.ts',
      '/views/index.ejs',
      '/%2e%2e/start.ts',
    ]) {
      const { status, body } = await send(url, path);
      assert.notEqual(status, 200, path);
      assert.ok(!body.includes('import '), `${path} must not show the source`);
    }
  },

  'allows scripts, styles and connections from itself alone': async ({ url }) => {
    const { body, headers } = await send(url, '/');
    const policy = String(headers['content-security-policy']);
    for (const rule of [
      "default-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      'frame-ancestors',
    ]) {
      assert.ok(policy.includes(rule), `the policy must contain ${rule}`);
    }
    assert.doesNotMatch(body, /(src|href)="(https?:)?\/\//, 'nothing may come from another host');
  },
};
