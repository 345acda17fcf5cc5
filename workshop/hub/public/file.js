// The page of a file: opens it in your editor.
import { byId } from './dom.js';
import { connect, socket, tell } from './socket.js';

const button = byId('open-file', HTMLButtonElement);
button.addEventListener('click', () => {
  const { path = '', line } = button.dataset;
  const request = socket.timeout(10_000).emitWithAck('open_file', { path, line: Number(line) });
  tell(request, byId('file-error', HTMLElement), byId('file-says', HTMLElement));
});
connect();
