// Starts what is on this page.
import { setupGuestbook } from './guestbook.js';

setupGuestbook();
