// A whole class at once, in every demo where people see each other.
import { describe, expect, test } from 'vitest';
import { connect } from '../workshop/check/client.ts';
import { demos, startDemo } from '../workshop/check/harness.ts';
import { crowd } from './support/crowd.ts';
import { connectRaw } from './support/raw.ts';

interface User {
  id: string;
  nickname: string;
}

describe.each(demos.filter(({ number }) => [5, 7].includes(number)))('demo$number', ({ folder }) => {
  test('300 people who join at once all end up with the same list', async () => {
    const demo = await startDemo(folder);
    const people = await crowd(demo.url, 300);
    const own = new Set<string>();
    for (const person of people) own.add(((await person.next('session')) as { user: User }).user.id);
    expect(own.size).toBe(300);

    // What was sent to anybody before this message has arrived when it has.
    await people[0]!.ask('send_message', { text: 'all here?' });
    for (const person of people) {
      await person.next('new_message');
      expect(person.received('user_list'), 'the whole list comes once').toHaveLength(1);
      const users = [
        ...(person.received('user_list')[0] as User[]),
        ...(person.received('user_joined') as User[]),
      ];
      expect(users).toHaveLength(300);
      expect(new Set(users.map(({ id }) => id))).toEqual(own);
    }
    for (const person of people) person.close();
    await demo.stop();
  });

  test('someone whose network froze is gone from the list in 20 seconds, and can come back before', async () => {
    const demo = await startDemo(folder);
    const watcher = await connect(demo.url);
    // A client that answers no ping, as when the Wi-Fi is gone and nobody says goodbye.
    const frozen = await connectRaw(demo.url, { join: false });
    frozen.send('40{"nickname":"Frozen"}');
    const session = JSON.parse((await frozen.packet(/^42\["session"/)).slice(2))[1] as { session: string };
    const back = await connect(demo.url, { auth: { nickname: 'frozen', session: session.session } });
    await frozen.closed;
    expect(watcher.received('user_left')).toEqual([]);
    back.close();
    expect(((await watcher.next('user_left')) as User).nickname).toBe('Frozen');

    const again = await connectRaw(demo.url, { join: false });
    again.send('40{"nickname":"Frozen2"}');
    await again.packet(/^42\["session"/);
    await again.closed;
    expect(((await watcher.next('user_left')) as User).nickname).toBe('Frozen2');
    watcher.close();
    await demo.stop();
  });
});
