// Starts what is on this page.
import { showGuestbook } from './guestbook.js';

showGuestbook();
