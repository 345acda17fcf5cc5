// The page of the slides.
import { setupServers } from './servers.js';
import { connect } from './socket.js';

setupServers();
connect();
