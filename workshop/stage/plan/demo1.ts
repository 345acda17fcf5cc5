// Demo 1 has no step before it: what is shown there.
export const demo1 = {
  goal: 'The server can answer, and nothing else.',
  show: [
    'Reload: the clock at the foot moves. Wait: it stands still.',
    'Change the title in `server.ts`, save, show the restart in the terminal, reload.',
    'Go to `/nowhere`: status 404, in the developer tools.',
  ],
  ask: [
    {
      question: 'How would this page learn that something has happened?',
      answer: 'Not at all: it has to ask.',
    },
  ],
  late: 'Leave out 3.',
};
