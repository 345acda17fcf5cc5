// Keeps the drawer with the lesson closed for a visitor who has closed it. The page waits for this script before it is
// drawn, so nothing moves: that is why it is no module.
document.documentElement.classList.toggle('lesson-closed', localStorage.getItem('lesson') === 'closed');
