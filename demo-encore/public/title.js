// Counts in the page's title what has come in while you were looking at another tab.

const title = document.title;
let unread = 0;

/** @param {import('../events.ts').BrowserSocket} socket */
export function setupTitle(socket) {
  socket.on('new_message', countUnread);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) unread = 0;
    show();
  });
}

export function countUnread() {
  if (document.hidden) unread += 1;
  show();
}

function show() {
  document.title = unread > 0 ? `(${unread}) ${title}` : title;
}
