// Hints for `npm run check`: for each thing that a demo must do, from a nudge to the place in the code.

/** What somebody is told who asks for help with one behaviour: each of the stages says more than the one before. */
export interface Hint {
  /** First: a question or a thought, and no code. */
  nudge: string;
  /** Second: the file in one's own copy, and what it must do. */
  look: string;
  /** Third: the file of the demo that does it … */
  file: string;
  /** … and the line in it, or a part of the line; by the first demo in which it stands so, if it changes. */
  code: string | Record<number, string>;
}

/** The line of code in this demo: of those that change, the latest that the demo has. */
export function codeIn({ code }: Hint, demo: number): string {
  if (typeof code === 'string') return code;
  const first = Object.keys(code).map(Number);
  return code[Math.max(...first.filter((number) => number <= demo))] ?? '';
}

/** By the names of the layers and the sentences of their behaviours, in tests/behaviours/. */
export const hints: Record<string, Record<string, Hint>> = {
  pages: {
    'answers / and /about with a page of HTML': {
      nudge: 'A request has a method and a path. How does the server know which page belongs to which path?',
      look: 'In server.ts, / and /about each need a route that renders a template: index and about, which lie in views/. Both templates must include the head, which begins the page, and the foot, which ends it.',
      file: 'server.ts',
      code: "app.get('/about', (_request, response) => {",
    },
    'links its pages to each other, and marks the one that is shown': {
      nudge: 'One template makes the menu of every page. How can it know on which page it is?',
      look: 'In views/partials/nav.ejs, each link must compare itself with the name of the page, and mark itself with aria-current="page". Each view gives that name when it includes the head.',
      file: 'views/partials/nav.ejs',
      code: `<a href="/about" <% if (page === 'About') { %>aria-current="page"<% } %>>About</a>`,
    },
    'serves its style sheet and its icon': {
      nudge:
        'Some files are sent as they are, without a route for each of them. Who looks after those files, and where do they lie?',
      look: 'In server.ts, Express must be told to serve the folder public/ as it is. base.css and favicon.svg must lie in that folder.',
      file: 'server.ts',
      code: "app.use(express.static(join(import.meta.dirname, 'public')));",
    },
    'answers any other address with a friendly page and status 404': {
      nudge:
        'Express tries routes and middleware in the order in which they stand in the file. What is left for a request that none of them has answered?',
      look: 'In server.ts, after all the routes, there must be one handler without a path. It sets the status and renders 404, a template with a link back to the first page.',
      file: 'server.ts',
      code: "response.status(404).render('404', { path: request.path });",
    },
    'writes an unknown address into its page as text, never as HTML': {
      nudge:
        'EJS has two tags that write a value into a page. Which of them escapes what would otherwise be HTML?',
      look: 'In views/404.ejs, look at the tag that writes the path. The path comes from outside, so it must be escaped.',
      file: 'views/404.ejs',
      code: '<code><%= path %></code>',
    },
    'keeps its own source to itself': {
      nudge: 'Which of the folders may the whole world read, and what lies next to it?',
      look: 'In server.ts, look at the folder that Express serves as it is. It must be public/ and not the folder above, where the source and the templates are.',
      file: 'server.ts',
      code: "app.use(express.static(join(import.meta.dirname, 'public')));",
    },
    'allows scripts, styles and connections from itself alone': {
      nudge:
        'A page can tell the browser from where it may load scripts and styles. What could the script of a stranger do in your page?',
      look: 'Take origin.ts as it is from the demo: it sends the header Content-Security-Policy. In server.ts, app.use(checkOrigin) comes before everything else that answers. No template may load something from another host.',
      file: 'server.ts',
      code: 'app.use(checkOrigin);',
    },
  },

  guestbook: {
    'sends the browser back for the page after a post, so that a reload posts nothing': {
      nudge:
        'A reload repeats the last request. Which request should be the last one after somebody has sent a form?',
      look: 'In server.ts, is there a route for POST /send_message? When all went well, it must not render the page: it tells the browser, with status 303, to ask for / anew.',
      file: 'server.ts',
      code: "response.redirect(303, '/');",
    },
    'shows a message to everybody who asks, with its author and time': {
      nudge:
        'Each request is a conversation of its own. Where must a message be kept for the next one to find it?',
      look: 'In server.ts, the route for the form must add what the schema made of it (trimmed) and the time to a list outside the route. The route for / gives the list to the page, and guestbook.ejs writes one item for each.',
      file: 'server.ts',
      code: 'messages.push({ ...form.data, timestamp: new Date().toISOString() });',
    },
    'shows what people write as text, never as HTML': {
      nudge: 'What people type becomes a part of your HTML. What must happen to a < on its way there?',
      look: 'In views/partials/guestbook.ejs, look at the tags that write the name and the message. What comes from outside must be escaped.',
      file: 'views/partials/guestbook.ejs',
      code: '<li><strong><%= username %></strong>: <%= message %>',
    },
    'answers a bad form with status 4xx, a sentence, and what was typed': {
      nudge:
        'The browser checks a form before it sends it, but not everything that sends a form is a browser. Who else must check, and what should the person get to see?',
      look: 'In server.ts, check the form with its schema before you keep anything. If it fails, render the page again: with status 422, the sentence of the first rule that was broken, and what was typed.',
      file: 'server.ts',
      code: "response.status(422).render('index', { messages, problem, typed });",
    },
    'answers what is no form with status 4xx and a sentence': {
      nudge:
        'Anything can be posted to an address. What does your route find when it is no form, and where does an error go that happens before the route is called?',
      look: 'In server.ts, the body is undefined if it was no form, so it needs a default. If it cannot be read, Express calls the error handler: it stands after the routes, and answers with the status of the error and a sentence.',
      file: 'server.ts',
      code: 'const unreadable: ErrorRequestHandler = (error, _request, response, next) => {',
    },
    'keeps the last 100 messages': {
      nudge: 'A server runs for weeks, and its memory has an end. What should go when the list is too long?',
      look: 'In server.ts, look at the lines that add a message to the list. As soon as there are more than 100, the oldest one must go.',
      file: 'server.ts',
      code: 'if (messages.length > MAX_MESSAGES) messages.shift();',
    },
    'is empty for everybody after it was cleared': {
      nudge:
        'All pages are made from the one list on the server. Who empties it, and what does the browser get then?',
      look: 'In server.ts, there must be a route for POST /clear_messages. It empties the list, and sends the browser back for the page like the other form does.',
      file: 'server.ts',
      code: 'messages.length = 0;',
    },
    'takes a form from a browser without JavaScript': {
      nudge: 'HTML alone can send a form. What must a form say for that: how, where to, and which fields?',
      look: 'In views/partials/guestbook.ejs, look at the method and the action of the form, and at its two fields: each has a name, is required, and has a maxlength of 20 or 500.',
      file: 'views/partials/guestbook.ejs',
      code: '<form id="guestbook-form" method="post" action="/send_message">',
    },
  },

  connection: {
    'can be reached by WebSocket alone, and by polling alone': {
      nudge:
        'Express answers requests. Who answers a browser that wants a connection that stays open, and how do the two share one server?',
      look: 'In server.ts, Socket.IO must be given the HTTP server, and not the Express app. This same server must be the one that start() makes listen.',
      file: 'server.ts',
      code: 'const io: AppServer = new Server(server, serverOptions);',
    },
    'begins with polling and upgrades to WebSocket': {
      nudge:
        'Socket.IO begins with ordinary HTTP requests and changes over to a WebSocket when it can. Which option could keep it from that?',
      look: 'Take limits.ts as it is from the demo, and don’t change it. Its options for the server must neither choose the transports nor forbid the upgrade.',
      file: 'limits.ts',
      code: 'export const serverOptions: Partial<ServerOptions> = {',
    },
    'notices within 20 seconds that somebody is gone, and takes at most 16 KiB at once': {
      nudge:
        'A laptop that is shut says no goodbye. How can the server find out, and who tells Socket.IO how long it may take?',
      look: 'Take limits.ts as it is from the demo, and don’t change it: it has these limits. In server.ts, Socket.IO must be given its serverOptions when it is created.',
      file: 'server.ts',
      code: 'const io: AppServer = new Server(server, serverOptions);',
    },
    'serves the client library itself, so that it works offline': {
      nudge:
        'The page needs a library to speak with Socket.IO. Which server has it, even without the internet?',
      look: 'In views/index.ejs, a script tag before that of main.js must load the library (socket.io.min.js) from this server. Socket.IO serves it below /socket.io/ by itself.',
      file: 'views/index.ejs',
      code: '<script src="/socket.io/socket.io.min.js"></script>',
    },
    'refuses the pages of other sites, and lets in its own and programs': {
      nudge:
        'Any page in the world can try to open a connection to your server from the browser of a visitor. By what can the server tell where that page comes from?',
      look: 'Take limits.ts and origin.ts as they are from the demo, and don’t change them. In server.ts, call limitConnections with the new server. It then compares the Origin of every request with its Host.',
      file: 'server.ts',
      code: 'limitConnections(io);',
    },
  },

  echo: {
    'greets each connection with a status, unasked': {
      nudge:
        'With HTTP the server waits until it is asked. At which moment does it get to know of a browser now, and what may it do there?',
      look: 'In server.ts, the function that runs for each connection must send the event status, with a text, to the one that has just connected. It waits for nothing before.',
      file: 'server.ts',
      code: "socket.emit('status', { text: 'Welcome! Nobody asked, and yet I can write to you.' });",
    },
    'sends a message back to its sender, and to nobody else': {
      nudge:
        'The server has one way to speak to all browsers and another to speak to one of them. Which of them fits an echo?',
      look: 'In server.ts, inside the function for each connection, there must be a listener for echo_message. It sends echo_response by the socket of this connection, and then calls ack. Are the names those of events.ts?',
      file: 'server.ts',
      code: "socket.emit('echo_response', { text, timestamp: new Date().toISOString() });",
    },
    'sends the echo before the answer, once, with the time of the server': {
      nudge:
        'What was sent first arrives first. And whose clock do you trust: that of the browser or your own?',
      look: 'In server.ts, the listener for echo_message must send one echo, with the text and the time of the server and nothing else. The ack comes after it.',
      file: 'server.ts',
      code: "socket.emit('echo_response', { text, timestamp: new Date().toISOString() });",
    },
    'keeps the order of the messages': {
      nudge:
        'One connection delivers everything in the order in which it was sent. What in your code could let a later message overtake an earlier one?',
      look: 'In server.ts, the listener for echo_message must do its work in one go: no timer, and nothing to wait for.',
      file: 'server.ts',
      code: "socket.on('echo_message', ({ text }, ack) => {",
    },
    'trims the text and refuses an empty one or one over 500 characters, with a sentence': {
      nudge:
        'What a message may be is best said in one place, and checked before your code sees the message. Which place is that?',
      look: 'In events.ts, the schema of echo_message must trim the text, then ask for something visible and at most 500 characters. Each rule has a sentence. In server.ts, each socket must be given to guard, with these schemas.',
      file: 'events.ts',
      code: ".regex(visible, 'Please write something first.')",
    },
    'works by polling too': {
      nudge:
        'A message may come by a WebSocket or by a request. Does your code need to know which one it was?',
      look: 'In server.ts, neither the options nor the listeners may depend on the transport: what is sent with emit takes the one that there is. Take limits.ts as it is from the demo.',
      file: 'server.ts',
      code: "socket.on('echo_message', ({ text }, ack) => {",
    },
  },

  chat: {
    'broadcasts a message to everyone, the sender included, and once': {
      nudge: 'Who must hear it: one browser, all but one, or all? Socket.IO has a different way to say each.',
      look: 'In handlers/chat.ts, the listener for send_message must send new_message once, to all who read here. In server.ts, each connection must call registerChat once. Are the names those of events.ts?',
      file: 'handlers/chat.ts',
      code: {
        4: "io.emit('new_message', message);",
        6: "io.to(`room:${room}`).emit('new_message', message);",
      },
    },
    'broadcasts a message before it answers, and answers with the message’s id': {
      nudge:
        'The page that has sent a message wants to know that it worked, and which message it has become. When can the server say both?',
      look: 'In handlers/chat.ts, look at the end of the listener for send_message: ack is the last thing that it calls, after the message has gone out. It says that all is well, and gives the id of the message.',
      file: 'handlers/chat.ts',
      code: 'ack({ ok: true, id: message.id });',
    },
    'gives each message its own id, author and time, whatever the sender claims': {
      nudge:
        'A browser can claim anything. What in a message has to come from it, and what does the server know better?',
      look: 'In handlers/chat.ts, only the text comes from the payload. The id and the time are made anew for each message. The author is who belongs to this connection, whatever the payload says.',
      file: 'handlers/chat.ts',
      code: {
        4: 'const message = { id: randomUUID(), from, text, timestamp: new Date().toISOString() };',
        6: 'const message = { id: randomUUID(), from, room, text, timestamp: new Date().toISOString() };',
      },
    },
    'sends each who connects the history, as one list that equals what was broadcast': {
      nudge:
        'Who comes late has missed what was said before. How can a page tell what is old from what comes live?',
      look: 'In handlers/chat.ts, the list of messages must live outside registerChat, or each connection has its own. Who connects gets all of it in one event, message_history, and none of it as new_message.',
      file: 'handlers/chat.ts',
      code: {
        4: "socket.emit('message_history', messages);",
        6: "const showHistory = () => socket.emit('message_history', historyOf(socket.data.room));",
      },
    },
    'keeps messages in the same order for everybody': {
      nudge:
        'Several people write at the same moment. Who decides which message is the first one for all of them?',
      look: 'In handlers/chat.ts, a message must be kept and sent in one go: nothing to wait for and no timer in between, and the same way to the sender as to the others.',
      file: 'handlers/chat.ts',
      code: 'messages.push(message);',
    },
    'refuses an empty message and one over 500 characters, and tells nobody': {
      nudge:
        'If a bad message never reaches your listener, the listener cannot pass it on. Who can stop it before, and by which rules?',
      look: 'In events.ts, the schema of send_message must trim the text, then ask for something visible and at most 500 characters. Each rule has a sentence. In server.ts, each socket must be given to guard, with these schemas.',
      file: 'events.ts',
      code: ".regex(visible, 'Please write something first.')",
    },
    'keeps the last 100 messages for who comes later': {
      nudge: 'A server runs for weeks, and its memory has an end. Which messages will nobody miss?',
      look: 'In handlers/chat.ts, look at the lines that add a message to the list. As soon as there are more than 100, the oldest one must go.',
      file: 'handlers/chat.ts',
      code: 'if (messages.length > MAX_MESSAGES) messages.shift();',
    },
    'forgets nothing and doubles nothing for who comes back': {
      nudge:
        'For the server, a browser that comes back is a new connection. What does the page show already, and what is safe to send it?',
      look: 'In handlers/chat.ts, each connection must get message_history, also that of a browser that was here before. The page replaces what it shows by this list, so what was missed must not come as new_message too.',
      file: 'handlers/chat.ts',
      code: {
        4: "socket.emit('message_history', messages);",
        6: "const showHistory = () => socket.emit('message_history', historyOf(socket.data.room));",
      },
    },
  },

  presence: {
    'gives who comes in a session, and the list of all who are here': {
      nudge:
        'Who comes in has to learn two things: who one is for the server, and who else is here. Who else needs to be sent these two?',
      look: 'In handlers/presence.ts, who comes in must be sent session and user_list, with oneself in the list. In server.ts, checkIn must run before anybody is let in, and registerPresence for each connection.',
      file: 'handlers/presence.ts',
      code: "socket.emit('session', { session, user });",
    },
    'tells the others who has come and who has left, once, and not the one it is about': {
      nudge:
        'Socket.IO can send to all, or to all but the one whose socket it is. Which of them fits the news that a person has come?',
      look: 'In handlers/presence.ts, the others must get user_joined when somebody comes in, and user_left when that connection ends. Who has left must be out of the list, too.',
      file: 'handlers/presence.ts',
      code: {
        5: "if (!before) socket.broadcast.emit('user_joined', user);",
        6: "socket.to(`room:${room}`).emit('user_joined', user);",
      },
    },
    'writes the nickname on each message': {
      nudge:
        'The server has checked the nickname when its owner came in. Where has it noted it since, so that a message need not bring it along?',
      look: 'In handlers/chat.ts, the author of a message must be the nickname that the server has noted with the socket. In demo 4 it was a guest with a number.',
      file: 'handlers/chat.ts',
      code: {
        5: 'const from = socket.data.user.nickname;',
        6: 'const from = user.nickname;',
      },
    },
    'refuses a nickname that is taken, however it is written, until its owner has left': {
      nudge: 'Are Zoë, zoë and ZOË three people or one? And from when on is a nickname free again?',
      look: 'Take handlers/sessions.ts from the demo. In handlers/presence.ts, checkIn must ask it whether the nickname is taken, in the form in which authSchema leaves it. When its owner disconnects, leave must be called.',
      file: 'handlers/presence.ts',
      code: 'if (isTaken(nickname, session)) {',
    },
    'lets in one of many who want the same nickname at the same time': {
      nudge:
        'First you look whether a nickname is free, then you note that it is taken. Could somebody else look in between?',
      look: 'In handlers/presence.ts, nothing may be waited for, and no timer set, between the check in checkIn and the line in registerPresence that notes who has arrived.',
      file: 'handlers/presence.ts',
      code: 'arrive(session, user, socket.handshake.address);',
    },
    'refuses a nickname that is missing or not allowed, with a sentence': {
      nudge:
        'The guard checks the payload of each event. Who checks what comes with the handshake, before there is any event?',
      look: 'In handlers/presence.ts, checkIn must check the auth of the handshake with authSchema, whose rules stand in events.ts. If it fails, next gets an Error with the sentence of the rule that was broken.',
      file: 'handlers/presence.ts',
      code: 'const { data: auth, problem } = validate(authSchema, socket.handshake.auth);',
    },
    'takes letters and digits of any language, and names that mean something to JavaScript': {
      nudge:
        'Are people called by the letters from A to Z alone? And what does an empty object have under the name constructor already?',
      look: 'In events.ts, the pattern for a nickname must take the letters and digits of every alphabet, and the marks on them. In handlers/presence.ts, who is online must be kept in a Map, and not under the keys of an object.',
      file: 'events.ts',
      code: '(chosen) => /^(?!.*\\p{DI})([\\p{L}\\p{N}_.-]\\p{M}{0,4}){1,20}$/u.test(chosen),',
    },
    'lets a session take over from its old connection, so that the others see one person': {
      nudge:
        'After a break of the Wi-Fi, the server may still take the old connection for alive. Who comes with the new one, and what should the others notice of it?',
      look: 'In handlers/presence.ts, registerPresence must put the new socket in the place of the old one, then end the old one. The others are told nothing: neither user_joined nor, when the old one disconnects, user_left.',
      file: 'handlers/presence.ts',
      code: 'before?.disconnect(true);',
    },
    'knows a session again after it was away, and lets nobody else use it': {
      nudge:
        'A session is like a key. What must the server remember when its owner has left, and what if the key comes with another name?',
      look: 'In handlers/sessions.ts, people must be remembered after they have left. In handlers/presence.ts, checkIn gives back the known user if session and nickname belong together, else a new user with a new session.',
      file: 'handlers/presence.ts',
      code: 'const isBack = known && isSame(known.nickname, nickname);',
    },
    'tells nobody the session of another': {
      nudge: 'Who knows your session can be you. Which events go to the others, and what do they carry?',
      look: 'In handlers/presence.ts, the session goes to its owner alone. The lists and the news for the others hold users, so the session must not be a part of a user.',
      file: 'handlers/presence.ts',
      code: '(one) => one.data.user',
    },
  },

  rooms: {
    'brings who comes in to general, and lists general, random and tech': {
      nudge:
        'Everybody is in one room at any time. In which one at first, and how does the page get to know it?',
      look: 'In handlers/rooms.ts, each connection must enter the room of its handshake, or general, then get room_joined and room_list. In server.ts, registerRooms comes before the other layers.',
      file: 'handlers/rooms.ts',
      code: "enter(findOrOpen(socket.data.room, user.id) ?? 'general');",
    },
    'lets a message be read in its room alone, and writes the room on it': {
      nudge:
        'All is too many now. In which room is a message said: in the one that the browser names, or in the one where the server knows its sender to be?',
      look: 'In handlers/chat.ts, a message must carry the room that the server has noted for the socket, be kept in the list of that room, and be sent to the Socket.IO room that handlers/rooms.ts has joined.',
      file: 'handlers/chat.ts',
      code: "io.to(`room:${room}`).emit('new_message', message);",
    },
    'gives who changes rooms the history and the people of the new one': {
      nudge:
        'To go to another room is much like coming in. What was sent to you when you came in, and which room was it about?',
      look: 'In handlers/rooms.ts, a move must end with the fact room_changed. In handlers/chat.ts, a listener for that fact sends message_history of the new room, once. In handlers/presence.ts, another one sends user_list.',
      file: 'handlers/chat.ts',
      code: "facts.on('room_changed', showHistory);",
    },
    'tells both rooms who has moved, and neither the mover nor a third room': {
      nudge:
        'Somebody moves from one room to another. What is the news in the first one, and what in the second?',
      look: 'In handlers/presence.ts, remember the room in which the others see this person. When it changes, user_left goes to the old one and user_joined to the new one, both by the socket and not by io.',
      file: 'handlers/presence.ts',
      code: "if (room) socket.to(`room:${room}`).emit('user_left', user);",
    },
    'opens the room that somebody asks for, once, however it is written': {
      nudge: 'Are Tea and TEA two rooms? And whose way to write the name should all of them see?',
      look: 'In handlers/rooms.ts, look rooms up in lower case, but keep the name as the first one wrote it, and use that everywhere. The schema in events.ts has trimmed and normalised it before.',
      file: 'handlers/rooms.ts',
      code: 'const known = rooms.get(wanted.toLowerCase());',
    },
    'tells everybody of the rooms and how many are in them, and no more of an empty one': {
      nudge:
        'Who wants to know that a room is getting full: who is in it, or everybody? And what should become of a room on the list when the last one has left?',
      look: 'In handlers/rooms.ts, whenever somebody enters or leaves (a disconnect leaves, too), everybody must get room_list with the people in each room. Empty rooms are left out, but for the three that are always open.',
      file: 'handlers/rooms.ts',
      code: '.filter(({ name }) => !mayClose(io, name))',
    },
    'announces many changes a few times, not each': {
      nudge: 'A class of thirty comes in within a second. How many lists does each of them need to get?',
      look: 'In handlers/rooms.ts, the first change must start a timer, and no other change a second one while it runs. The list is made when the time is over, so it has all the changes.',
      file: 'handlers/rooms.ts',
      code: 'if (isAnnouncing) return;',
    },
    'keeps one in one’s room over a break, with its messages, even when one was alone': {
      nudge:
        'While you reload, your room may be empty for a moment. How does the server learn where you were, and how long must it wait before it forgets a room?',
      look: 'In handlers/rooms.ts, an empty room must be kept for a while, and who enters it stops its timer. The room comes along in auth: authSchema in events.ts must know it, and checkIn in handlers/presence.ts note it.',
      file: 'handlers/rooms.ts',
      code: 'setTimeout(() => close(room), KEEP_EMPTY),',
    },
    'shows who comes back into another room as gone from the first, at once': {
      nudge:
        'Somebody comes back into another room, and the old connection is still there. What do the people of the first room see?',
      look: 'In handlers/presence.ts, a new connection must begin with the room of the connection that it replaces. Then it is a move like any other: user_left goes to that room.',
      file: 'handlers/presence.ts',
      code: 'let room = before?.data.room;',
    },
    'brings who asks for an impossible room in the handshake to general': {
      nudge:
        'Somebody opens an old link, with a room that cannot be. Would you send the person away, or let them in somewhere else?',
      look: 'In events.ts, authSchema must not refuse a handshake because of its room. zod can put another value in the place of one that does not fit.',
      file: 'events.ts',
      code: "room: room.catch('general'),",
    },
    'refuses a name that no room can have, and leaves one where one was': {
      nudge:
        'The name of a room is typed by one person and seen by all, like a nickname. Where are the rules for such a name?',
      look: 'In events.ts, the schema of join_room must hold the name to the same pattern as a nickname, with a sentence for rooms. What the schema refuses never reaches the listener, so nobody moves.',
      file: 'events.ts',
      code: 'join_room: z.object({ room }),',
    },
    'takes names that mean something to JavaScript or to Socket.IO for ordinary rooms': {
      nudge:
        'Socket.IO has a room for each socket, with the id of the socket as its name. What if somebody asks you for a room of that name?',
      look: 'In handlers/rooms.ts, a name from outside must get something in front before it is a Socket.IO room, the same for joining, leaving and sending in every file. Keep names in a Map, not as keys of an object.',
      file: 'handlers/rooms.ts',
      code: 'socket.join(`room:${room}`);',
    },
    'has at most 100 rooms, and says so to who wants one more': {
      nudge:
        'Anybody can open a room, and each one takes memory. Which room could make place for another, and what if none can?',
      look: 'In handlers/rooms.ts, count the rooms before you open one. If there are 100, close the one that has been empty longest. If none is empty, refuse join_room with a sentence. A handshake then leads to general.',
      file: 'handlers/rooms.ts',
      code: 'if (own.length >= MAX_EMPTY || rooms.size >= MAX_ROOMS) {',
    },
  },

  typing: {
    'tells the others in the room that one is typing, and neither oneself nor another room': {
      nudge: 'Nobody has to be told that they are typing themselves. How do you reach all in a room but one?',
      look: 'In handlers/typing.ts, the listener for typing_start must send typing_update to the room by the socket, not by io, and call ack. In server.ts, each connection must call registerTyping.',
      file: 'handlers/typing.ts',
      code: "socket.to(`room:${room}`).emit('typing_update', { nickname, typing: true });",
    },
    'says who types by the nickname of the socket, whatever it claims': {
      nudge:
        'Could I say that you are typing? Think of where the name comes from that the others get to read.',
      look: 'In handlers/typing.ts, the nickname must be the one that the server has noted with the socket. Nothing in the payload of typing_start is of use.',
      file: 'handlers/typing.ts',
      code: 'const { nickname } = user;',
    },
    'is over when one stops, sends, goes to another room, or leaves': {
      nudge:
        'There are many ways to stop typing, and only one of them has an event of its own. Which other events tell the server the same?',
      look: 'In handlers/typing.ts, one function must tell the room that it is over: the room where one began to type, and once. It is called for typing_stop, disconnect, and the facts message_accepted and room_changed.',
      file: 'handlers/typing.ts',
      code: "facts.on('message_accepted', stop);",
    },
    'is over after three seconds without news': {
      nudge:
        'Somebody begins to type, and is called away. Who notices that nothing more comes, and what must happen if something does come?',
      look: 'In handlers/typing.ts, each typing_start tells the room and starts a timer of three seconds, after which typing is over. The timer of the one before must be stopped first.',
      file: 'handlers/typing.ts',
      code: 'timer = setTimeout(stop, TYPING_FOR);',
    },
    'says nothing when who has not typed stops': {
      nudge:
        'A message that was pasted ends no typing. What must the server remember, to know whether there is something to end?',
      look: 'In handlers/typing.ts, the function that ends the typing must first look whether it has begun, and say nothing if not. Once it is over, that must be forgotten.',
      file: 'handlers/typing.ts',
      code: "if (room) socket.to(`room:${room}`).emit('typing_update', { nickname, typing: false });",
    },
  },

  whispers: {
    'reach one person in whichever room, and their sender, and nobody else': {
      nudge:
        'Socket.IO has put each socket into a room in which it is alone. How is that room called, and how many such rooms does a whisper need?',
      look: 'In handlers/whispers.ts, private_message must go to the recipient and to the sender, each by the id of their socket, and ack gives its id. In server.ts, each connection must call registerWhispers.',
      file: 'handlers/whispers.ts',
      code: "io.to([recipient.id, socket.id]).emit('private_message', whisper);",
    },
    'are in no history, and no message': {
      nudge: 'Who comes later reads the history. What must the server remember of a whisper once it is sent?',
      look: 'In handlers/whispers.ts, a whisper goes out by an event of its own, private_message, and into no list. The chat must know nothing of it.',
      file: 'handlers/whispers.ts',
      code: "io.to([recipient.id, socket.id]).emit('private_message', whisper);",
    },
    'find a person however the nickname is written': {
      nudge: 'At the door, zoë and Zoë are one person. Are they also one when somebody writes to them?',
      look: 'In handlers/presence.ts, findOnline must look a nickname up in lower case, as registerPresence has noted it. In events.ts, the recipient needs the schema of a nickname. The whisper shows the nickname as its owner wrote it.',
      file: 'handlers/presence.ts',
      code: 'return online.get(nickname.toLowerCase());',
    },
    'carry the sender that the server knows, whatever is claimed': {
      nudge:
        'A whisper under a false name would be worse than a false message. Where does the right name come from?',
      look: 'In handlers/whispers.ts, only the recipient and the text come from the payload. The sender is the nickname that the server has noted with the socket; the id and the time are made here.',
      file: 'handlers/whispers.ts',
      code: 'const from = socket.data.user.nickname;',
    },
    'are refused with a sentence when there is no such person, or it is oneself': {
      nudge:
        'The payload is right, and still it may not work. Which two things can be wrong with a nickname that is well written?',
      look: 'In handlers/whispers.ts, ack must answer with ok: false and a sentence when nobody has this nickname or when it is the sender. Who has left must not be found any more.',
      file: 'handlers/whispers.ts',
      code: 'if (!recipient) return ack({ ok: false, error: `Nobody here is called "${to}".` });',
    },
    'are refused when they go to a room, a socket, several people or none': {
      nudge:
        'Socket.IO can send to a room, to the id of a socket, or to a list of these. What if it were given what the browser has sent, as it is?',
      look: 'In events.ts, the schema of send_whisper must take one nickname as the recipient, and nothing else. In handlers/whispers.ts, that nickname only serves to find a socket among those who are online.',
      file: 'events.ts',
      code: 'send_whisper: z.object({ to: nickname, text }),',
    },
    'need a text of at most 500 characters': {
      nudge: 'A whisper is a text like any other. Where are the rules for a text, and do they hold here?',
      look: 'In events.ts, the schema of send_whisper must use the same rules for its text as that of send_message.',
      file: 'events.ts',
      code: 'send_whisper: z.object({ to: nickname, text }),',
    },
  },

  polls: {
    'reach everybody in the room, with all at zero, and nobody elsewhere': {
      nudge: 'Who must hear of a new poll? And what in it may come from the browser that asks?',
      look: 'In handlers/polls.ts, create_poll must make the poll (id, author, time, each option at 0, not closed) and send it to the room as new_poll, then ack with its id. In server.ts, each connection must call registerPolls.',
      file: 'handlers/polls.ts',
      code: "io.to(`room:${room}`).emit('new_poll', poll);",
    },
    'count one vote for each person, which can be changed': {
      nudge:
        'To change one’s mind changes two numbers. What must the server remember of each person to know which?',
      look: 'In handlers/polls.ts, remember the vote of each person. Another vote takes the one before back, the same one again changes nothing. Then poll_updated goes to the room, with all the counts.',
      file: 'handlers/polls.ts',
      code: 'if (before !== undefined) poll.options[before]!.votes -= 1;',
    },
    'show what one has voted to oneself alone': {
      nudge:
        'Everybody sees the counts, nobody sees who voted for what, and still your page knows your vote after a reload. What must be different for each person?',
      look: 'In handlers/polls.ts, poll_history must be made for the one who gets it: each poll with this person’s own vote, and whether the poll is theirs. What goes to the room has the counts alone.',
      file: 'handlers/polls.ts',
      code: 'vote: votes.get(user.id),',
    },
    'count one vote for a person who comes back, and again only for a new one': {
      nudge: 'After a reload the socket is another one. What stays the same about a person?',
      look: 'In handlers/polls.ts, look at the key by which a vote is remembered. It must be the id of the user, which belongs to the session, and not the id of the socket.',
      file: 'handlers/polls.ts',
      code: 'votes.set(user.id, option);',
    },
    'are there for who comes later, as they stand': {
      nudge:
        'Who comes in after the first votes has missed some events. What brings a page up to date at once?',
      look: 'In handlers/polls.ts, who connects or joins the room must get poll_history: all polls of the room, the oldest first, with their counts of now. Keep the polls outside registerPolls.',
      file: 'handlers/polls.ts',
      code: 'const all = ballots.get(socket.data.room) ?? [];',
    },
    'are closed by who created them alone, also after a break, and take no vote then': {
      nudge:
        'A page can hide a button, but anybody can send the event. Who has to check whose poll it is, and by what that a reload does not change?',
      look: 'In handlers/polls.ts, close_poll must compare the id of the user with that of the creator, close the poll and tell the room. vote_poll must refuse one that is closed. Each refusal is a sentence.',
      file: 'handlers/polls.ts',
      code: 'if (creator !== user.id) return ack({ ok: false, error: "Only the poll\'s creator can close it." });',
    },
    'of another room cannot be voted on or closed, and nobody hears of the attempt': {
      nudge: 'Somebody may know the id of a poll in another room. Where should the server look for an id?',
      look: 'In handlers/polls.ts, a poll must be looked up among those of the room where the person is, for voting and for closing. If it is not there, ack answers with a sentence, and nothing goes out.',
      file: 'handlers/polls.ts',
      code: 'const find = (id: string) => ballots.get(socket.data.room)?.find(({ poll }) => poll.id === id);',
    },
    'are refused without a question or two to eight different options': {
      nudge:
        'Which polls make no sense? Think of how many options there are, of what each says, and of votes for one that is not there.',
      look: 'In events.ts, create_poll needs a question and two to eight options, different without regard to case; vote_poll a whole number from 0 on. In handlers/polls.ts, refuse a number that this poll has no option for.',
      file: 'events.ts',
      code: ".min(2, 'A poll needs at least two options.')",
    },
    'are kept to the last twenty': {
      nudge: 'Everything that the server keeps needs a limit. Which polls can go when a room has too many?',
      look: 'In handlers/polls.ts, look at the lines that add a poll to those of the room. Only the last twenty may stay, and those that are gone take no vote.',
      file: 'handlers/polls.ts',
      code: 'ballots.set(room, all.slice(-MAX_POLLS));',
    },
  },

  reactions: {
    'reach everybody in the room, on and off, and nobody elsewhere': {
      nudge:
        'The same event puts an emoji on a message and takes it off. Who can say which of the two it was, and who must be told?',
      look: 'In handlers/reactions.ts, toggle_reaction must send reaction_updated to the whole room: the message, the emoji, the user, and whether it was added. In server.ts, each connection must call registerReactions.',
      file: 'handlers/reactions.ts',
      code: "io.to(`room:${room}`).emit('reaction_updated', { ...reaction, added });",
    },
    'are six, and one person can give several, and several people the same': {
      nudge:
        'One person gives two emoji, and another gives one of these as well. What makes each of the three different?',
      look: 'In handlers/reactions.ts, a reaction must be kept under the person and the emoji together. Who comes in gets all of them as reaction_history, in the order in which they were given.',
      file: 'handlers/reactions.ts',
      code: 'ofMessage.set(`${user.id} ${emoji}`, reaction);',
    },
    'belong to the person, also after a break, and are told with no secret': {
      nudge:
        'After a break your socket is a new one. How does the server know that a second click takes back what you gave before?',
      look: 'In handlers/reactions.ts, a reaction must be found by the id of the user, not of the socket. What is told of the person is the user, and never the session.',
      file: 'handlers/reactions.ts',
      code: 'const added = !ofMessage.delete(`${user.id} ${emoji}`);',
    },
    'are refused on what is no message of this room, and nobody hears of it': {
      nudge:
        'Which messages can one react to? Think of one in another room, of a whisper, and of an id that somebody has made up.',
      look: 'In handlers/reactions.ts, the message must be looked up in the history of the room where the person is; if it is not there, ack says so. In events.ts, the emoji must be one of the six, and the id a short text.',
      file: 'handlers/reactions.ts',
      code: 'const message = historyOf(room).find((one) => one.id === id);',
    },
    'go with their message when it leaves the history': {
      nudge:
        'A room keeps its last hundred messages. What should be left of a reaction when its message is gone?',
      look: 'In handlers/reactions.ts, reactions must be kept by the message to which they belong. reaction_history is made from the messages that the room still has.',
      file: 'handlers/reactions.ts',
      code: 'return historyOf(room).flatMap((message) => [...(reactions.get(message)?.values() ?? [])]);',
    },
  },

  canvas: {
    'shows a stroke to everybody in the room, its author included, and to nobody elsewhere': {
      nudge:
        'All in the room should see the same strokes in the same order. Does the author need to get a stroke that is on the own screen already?',
      look: 'In handlers/canvas.ts, draw must bring the stroke to the whole room: canvas_update has a list of strokes, each with the nickname that the server knows. In server.ts, each connection must call registerCanvas.',
      file: 'handlers/canvas.ts',
      code: "if (picture.fresh.length > 0) io.to(`room:${room}`).emit('canvas_update', picture.fresh);",
    },
    'gives the whole picture to who comes later and to who comes back, each stroke once': {
      nudge:
        'Somebody comes in while a stroke is waiting to be sent. Will it come with the picture, with the next update, with both or with neither?',
      look: 'In handlers/canvas.ts, canvas_history must have the strokes that were sent to the room already, and no others. So a stroke becomes a part of the picture at the moment when it is sent.',
      file: 'handlers/canvas.ts',
      code: 'keep(picture, picture.fresh);',
    },
    'is cleared for all in the room, and says by whom': {
      nudge: 'Somebody clears the canvas while strokes are waiting to be sent. What should become of those?',
      look: 'In handlers/canvas.ts, clear_canvas must empty the picture of this room, with the strokes that are still waiting, and send canvas_cleared with the nickname to the room.',
      file: 'handlers/canvas.ts',
      code: 'Object.assign(picture, { strokes: [], points: 0, fresh: [] });',
    },
    'gathers what many draw into at most 20 messages a second': {
      nudge:
        'Ten people draw at once, and each stroke goes to ten browsers. Must every stroke travel on its own?',
      look: 'In handlers/canvas.ts, the first stroke must start a timer of a tenth of a second. All strokes until then wait in one list, and go out together as one canvas_update.',
      file: 'handlers/canvas.ts',
      code: 'picture.strokesTimer ??= setTimeout(tellStrokes, UPDATE_EVERY, io, room, picture);',
    },
    'takes at most 20 strokes a second from one person, who can still chat': {
      nudge:
        'Drawing sends far more events than writing. What happens to the chat when both are counted together?',
      look: 'In server.ts, each socket must be given to limitEvents, after guard. Take limits.ts and limits/ as they are from the demo, and don’t change them: each kind of event has an allowance of its own.',
      file: 'server.ts',
      code: 'limitEvents(socket);',
    },
    'keeps at most 10,000 points, the latest ones': {
      nudge:
        'A stroke can have one point or two hundred. What should you count to know how much memory a picture takes?',
      look: 'In handlers/canvas.ts, count the points of all strokes that you keep. While there are more than 10,000, the oldest stroke must go, and its points with it.',
      file: 'handlers/canvas.ts',
      code: 'while (picture.points > MAX_POINTS) picture.points -= picture.strokes.shift()?.points.length ?? 0;',
    },
    'shows the room where the others’ cursors are, by name, and nobody elsewhere': {
      nudge:
        'A cursor is in another place each moment. Which of these places still matters when the room is told?',
      look: 'In handlers/canvas.ts, move_cursor must note one place for each nickname, the latest. A few times a second the room gets them all as one list, cursor_moved.',
      file: 'handlers/canvas.ts',
      code: 'cursors.set(nickname, { nickname, x, y });',
    },
    'shows no cursor where it was before its stroke': {
      nudge:
        'Cursors are told less often than strokes. If somebody moves and then draws, what does the noted place of the cursor say?',
      look: 'In handlers/canvas.ts, draw must forget the place that was noted for the cursor of its author: the end of the stroke is newer.',
      file: 'handlers/canvas.ts',
      code: 'picture.cursors.delete(nickname);',
    },
    'refuses colours, coordinates and strokes that are none, and nobody sees them': {
      nudge:
        'Every screen has another size. From what to what should a coordinate go, and what else could be wrong with a stroke?',
      look: 'In events.ts, draw needs a colour of # and six hex digits, and 1 to 200 points. A point has x and y, both numbers from 0 to 1, as in move_cursor. Each rule has a sentence.',
      file: 'events.ts',
      code: ".max(1, 'A coordinate is at most 1.')",
    },
  },

  stats: {
    'count the messages, the polls and the people of the room, live': {
      nudge:
        'The chat need not know that somebody counts its messages. How can it tell the rest of the server what has happened?',
      look: 'In handlers/stats.ts, listeners for the facts message_accepted and poll_created must count, and the room must get stats after each change, also when people come and go. In server.ts, each connection must call registerStats.',
      file: 'handlers/stats.ts',
      code: 'countsOf(room).messages += 1;',
    },
    'are those of one’s own room, in both rooms when somebody moves': {
      nudge: 'Somebody moves to another room. In how many rooms are the figures of a moment ago wrong now?',
      look: 'In handlers/stats.ts, keep the counts by room. On room_changed, tell the room before and the room after. Remember the first one, because the socket has only the second one by then.',
      file: 'handlers/stats.ts',
      code: 'announce(io, room); // the room before: there is one fewer in it',
    },
    'do not count what is refused': {
      nudge:
        'Not everything that is sent is accepted. Which part of your code is the first to know that a message was?',
      look: 'In handlers/stats.ts, count in listeners for facts. A listener for the request itself (send_message, or onAny) may hear what is refused, too. In handlers/chat.ts, the fact must come after the message has gone out.',
      file: 'handlers/stats.ts',
      code: "facts.on('message_accepted', () => {",
    },
  },
  'echo in the browser': {
    'shows what came back, once, also after the connection was cut': {
      nudge:
        'A listener that was added stays, also when the connection is lost and comes back. How often is yours added?',
      look: 'In public/echo.js, the listener for echo_response must be added once, when the page is loaded, and not at each connection. In public/main.js, the page must call it before the socket connects.',
      file: 'public/echo.js',
      code: "socket.on('echo_response', ({ text, timestamp }) => {",
    },
  },
  'chat in the browser': {
    'shows what one writes on every page, once, also after the connection was cut': {
      nudge:
        'After a break the page gets the whole history once more. What must happen to the messages that it shows already?',
      look: 'In public/chat.js, message_history must replace what is shown, and new_message add to it. Both listeners are added once, when the page is loaded. In public/main.js, the page must call showChat.',
      file: 'public/chat.js',
      code: "socket.on('new_message', (message) => {",
    },
  },
  'presence in the browser': {
    'lists on every page who is here, once, also after the connection was cut': {
      nudge:
        'One event brings the whole list, two others bring changes. Which of them empties the list first?',
      look: 'In public/presence.js, user_list must replace the list, user_joined and user_left change it. The nickname and the session must be in the handshake before the socket connects.',
      file: 'public/presence.js',
      code: "socket.on('user_list', (all) => {",
    },
  },
  'rooms in the browser': {
    'shows a message in its own room alone, who types, and a whisper to the one it is for': {
      nudge:
        'The page knows its room from its address. When must the server learn of it, and who else hears of what is typed?',
      look: 'In public/rooms.js, the room of the address must go into the handshake and into join_room. In public/main.js, the page must call showRooms, showTyping and showWhispers.',
      file: 'public/rooms.js',
      code: "socket.on('room_joined', ({ room }) => {",
    },
  },
  'polls in the browser': {
    'shows a question and its votes on every page': {
      nudge:
        'A new poll and a new count are two events. Which of them does each page need to show a vote of somebody else?',
      look: 'In public/polls.js, poll_history must replace what is shown, new_poll add to it, and poll_updated change the counts of a poll that is shown. In public/main.js, the page must call showPolls.',
      file: 'public/polls.js',
      code: "socket.on('poll_updated', ({ id, votes, closed }) => shown.get(id)?.update(votes, closed));",
    },
  },
  'reactions in the browser': {
    'shows on every page what one has reacted with': {
      nudge: 'A reaction belongs to a message that is shown already. How does the page find it again?',
      look: 'In public/reactions.js, each message needs its bar when it is added, and reaction_updated must change the bar of its message. In public/main.js, the page must call showReactions after showChat.',
      file: 'public/reactions.js',
      code: "socket.on('reaction_updated',",
    },
  },
  'canvas in the browser': {
    'shows a stroke on every page': {
      nudge:
        'A stroke is a list of points between 0 and 1, because the pages are not all of one size. Who turns them into pixels?',
      look: 'In public/canvas.js, canvas_history must replace the picture, and canvas_update add its strokes to it. In public/main.js, the page must call showCanvas.',
      file: 'public/canvas.js',
      code: "socket.on('canvas_update', picture.add);",
    },
  },
};
