// What a demo's start is compared with: the least that Express and Socket.IO need to answer a request.
import { createServer } from 'node:http';
import express from 'express';
import { Server } from 'socket.io';

const app = express();
app.get('/', (_request, response) => {
  response.send('hello');
});
const server = createServer(app);
// oxlint-disable-next-line no-new -- it attaches itself to the HTTP server
new Server(server);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`http://localhost:${address?.port}`);
});
