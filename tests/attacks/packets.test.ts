// Hostile packets, one at a time. After each of them a bystander must still be served, by the same process.
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { STACK_TRACE, send } from '../../workshop/check/behaviours/http.ts';
import { type Client, connect } from '../../workshop/check/client.ts';
import type { Demo } from '../../workshop/check/harness.ts';
import { connectRaw } from '../support/raw.ts';
import { attacked, endOf, ordinary } from './common.ts';

/** JSON that is a good payload for no event. */
const nonsense = ['null', '7', '1e999', '"text"', 'true', '[]', '[{}]', '[["a"]]'];

const id = '"00000000-0000-4000-8000-000000000000"';
const badLength = '{"length":{"toString":0}}';
const point = '{"x":0.5,"y":0.5}';
const stroke = (points: string, color = '"#000000"') => `{"color":${color},"points":${points}}`;

/** What is wrong for one event or another, as JSON, and the demo that has the event first. */
const hostilePayloads: Record<string, { from: number; payloads: string[] }> = {
  join_room: {
    from: 6,
    payloads: ['{}', '{"room":null}', '{"room":7}', '{"room":["tech"]}', '{"room":{"length":1}}', '{"room":"room:tech"}', '{"room":"../x"}', '{"room":"\\ud83d"}', '{"room":"\\u0000"}', '{"__proto__":{"room":"tech"}}', `{"room":"${'x'.repeat(10_000)}"}`], // prettier-ignore
  },
  typing_start: { from: 6, payloads: [] },
  typing_stop: { from: 6, payloads: [] },
  send_whisper: {
    from: 6,
    payloads: ['{}', '{"text":"a"}', '{"to":"Ann"}', '{"to":[],"text":"a"}', '{"to":["Ann"],"text":"a"}', '{"to":{"0":"Ann","length":1},"text":"a"}', '{"to":"room:general","text":"a"}', '{"to":"general","text":"a"}', '{"to":"__proto__","text":"a"}', '{"to":"constructor","text":"a"}', `{"to":"Ann","text":"${'x'.repeat(501)}"}`], // prettier-ignore
  },
  create_poll: {
    from: 7,
    payloads: ['{}', `{"question":${badLength},"options":["a","b"]}`, `{"question":"?","options":${badLength}}`, '{"question":"?"}', '{"question":"?","options":{"length":3}}', '{"question":"?","options":["a"]}', '{"question":"?","options":["a","A"]}', '{"question":"?","options":["a",["b"]]}', '{"question":["?"],"options":["a","b"]}', `{"question":"?","options":[${'"a",'.repeat(3000)}"b"]}`, '{"question":"?","options":["a","b",null]}', `{"question":"?","options":${'['.repeat(3000)}${']'.repeat(3000)}}`], // prettier-ignore
  },
  vote_poll: {
    from: 7,
    payloads: ['{}', `{"poll":${badLength},"option":0}`, `{"poll":${id}}`, `{"poll":${id},"option":0}`, `{"poll":${id},"option":-1}`, `{"poll":${id},"option":1e999}`, `{"poll":${id},"option":0.5}`, `{"poll":${id},"option":"0"}`, '{"poll":"__proto__","option":0}', '{"poll":["x"],"option":0}', '{"poll":{"id":"x"},"option":0}'], // prettier-ignore
  },
  close_poll: { from: 7, payloads: ['{}', `{"poll":${id}}`, '{"poll":"__proto__"}', '{"poll":null}', '{"poll":[]}'] }, // prettier-ignore
  toggle_reaction: {
    from: 7,
    payloads: ['{}', `{"message":${id}}`, `{"message":${id},"emoji":"👍"}`, `{"message":${id},"emoji":"👎"}`, `{"message":${id},"emoji":"<b>"}`, `{"message":${id},"emoji":["👍"]}`, '{"message":"__proto__","emoji":"👍"}', '{"message":["x"],"emoji":"👍"}', `{"message":"${'x'.repeat(10_000)}","emoji":"👍"}`], // prettier-ignore
  },
  draw: {
    from: 7,
    payloads: ['{}', stroke(badLength), stroke('[]'), stroke('[1,2]'), stroke('[null]'), stroke('[[0.5,0.5]]'), stroke('{"0":{"x":0,"y":0},"length":1}'), stroke('[{"x":1e999,"y":0}]'), stroke('[{"x":-1e999,"y":0}]'), stroke('[{"x":null,"y":0}]'), stroke('[{"x":"NaN","y":0}]'), stroke('[{"x":1.0001,"y":0}]'), stroke('[{"x":0}]'), stroke(`[${`${point},`.repeat(200)}${point}]`), stroke(`[${point}]`, '"red"'), stroke(`[${point}]`, '"#00000"'), stroke(`[${point}]`, '"#000000;x"'), stroke(`[${point}]`, '["#000000"]'), stroke(`[${point}]`, 'null'), ...['7', 'null', '["thin"]', '"__proto__"'].map((width) => `{"color":"#000000","width":${width},"points":[${point}]}`), ...['"1"', '0.5', '1e999', '[1]', '{"valueOf":1}'].map((line) => `{"line":${line},"color":"#000000","points":[${point}]}`)], // prettier-ignore
  },
  undo_stroke: { from: 7, payloads: ['{}', '{"id":1}'] },
  clear_canvas: { from: 7, payloads: [] },
  restore_canvas: { from: 7, payloads: ['{}'] },
  move_cursor: {
    from: 7,
    payloads: ['{}', '{"x":0.5}', '{"x":1e999,"y":0}', '{"x":0,"y":-1}', '{"x":0,"y":"0"}', '{"x":null,"y":0}', '{"x":[0],"y":[0]}', '{"__proto__":{"x":0,"y":0}}'], // prettier-ignore
  },
};

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

// The guard and the limits are the same bytes in all demos that have them, and in the encore.
for (const { title, number, run } of attacked(3, 7)) {
  const { event, payload } = ordinary[number]!;

  describe(`${title} over the socket`, () => {
    let demo: Demo;
    let bystander: Client;
    // All stay open to the end: who leaves leaves the seat, and its count, to the next.
    const open: { close: () => void }[] = [];
    const attack = async () => {
      const raw = await connectRaw(demo.url);
      open.push(raw);
      return raw;
    };
    beforeAll(async () => {
      demo = await run();
    });
    beforeEach(async () => {
      bystander = await connect(demo.url, { transports: ['websocket'] });
      open.push(bystander);
    });
    afterAll(async () => {
      for (const client of open) client.close();
      expect(await demo.stop(), 'the process must have lived until here').toBe(0);
    });
    const expectBystanderServed = async () => {
      expect(await bystander.ask(event, payload)).toMatchObject({ ok: true });
      expect(demo.output(), 'nothing may appear in the terminal').not.toMatch(STACK_TRACE);
    };

    // Answered through the ack with a sentence; 7 is the number of the ack.
    const refused: [string, string][] = [
      ['no payload', `427["${event}"]`],
      ['null', `427["${event}",null]`],
      ['a string', `427["${event}","text"]`],
      ['a number', `427["${event}",1e999]`],
      ['true', `427["${event}",true]`],
      ['a list', `427["${event}",[{"text":"a"}]]`],
      ['no text', `427["${event}",{}]`],
      ['null for a text', `427["${event}",{"text":null}]`],
      ['a length without a value', `427["${event}",{"text":{"length":{"toString":0}}}]`],
      ['a length 5,000 deep', `427["${event}",{"text":{"length":${deep(5000)}}}]`],
      ['a number for a text', `427["${event}",{"text":7}]`],
      ['a list for a text', `427["${event}",{"text":["a"]}]`],
      ['an object for a text', `427["${event}",{"text":{"toString":1,"length":3}}]`],
      ['an empty text', `427["${event}",{"text":""}]`],
      ['blanks of all kinds', `427["${event}",{"text":" \\t\\n\\u00a0\\ufeff\\u2003 "}]`],
      ['501 characters', `427["${event}",{"text":"${'x'.repeat(501)}"}]`],
      ['a text on the prototype', `427["${event}",{"__proto__":{"text":"a"}}]`],
      ['a text on the constructor', `427["${event}",{"constructor":{"prototype":{"text":"a"}}}]`],
      ['a list 5,000 deep', `427["${event}",${deep(5000)}]`],
      ['a text 5,000 deep', `427["${event}",{"text":${deep(5000)}}]`],
      ['the payload in second place', `427["${event}",null,{"text":"a"}]`],
      ['__proto__ for an event', '427["__proto__",{"text":"a"}]'],
      ['constructor for an event', '427["constructor",{"text":"a"}]'],
      ['toString for an event', '427["toString",{"text":"a"}]'],
      ['hasOwnProperty for an event', '427["hasOwnProperty",{"text":"a"}]'],
      ['error for an event', '427["error",{"text":"a"}]'],
      ['message for an event', '427["message",{"text":"a"}]'],
      ['an event of the server', '427["status",{"text":"a"}]'],
      ['an event with a blank', `427["${event} ",{"text":"a"}]`],
      ['an empty event', '427["",{"text":"a"}]'],
      ['a number for an event', '427[7,{"text":"a"}]'],
      ['an event of 10,000 characters', `427["${'e'.repeat(10_000)}",{}]`],
    ];
    test.each(refused)('%s is refused with a sentence', async (_what, packet) => {
      const raw = await attack();
      raw.send(packet);
      const answer = JSON.parse((await raw.packet(/^437/)).slice(3)) as [{ ok: boolean; error: string }];
      expect(answer[0].ok).toBe(false);
      expect(answer[0].error).toMatch(/^\w.{5,120}$/);
      await expectBystanderServed();
    });

    // The same for the events of later demos, each with what is wrong for it.
    const hostile = Object.entries(hostilePayloads)
      .filter(([, { from }]) => from <= number)
      .flatMap(([name, { payloads }]) =>
        [...nonsense, ...payloads].map((given): [string, string] => [name, given]),
      );
    if (hostile.length > 0) {
      test.each(hostile)('%s with %s is refused with a sentence', async (name, given) => {
        const raw = await attack();
        raw.send(`427["${name}",${given}]`);
        const answer = JSON.parse((await raw.packet(/^437/)).slice(3)) as [{ ok: boolean; error: string }];
        expect(answer[0].ok).toBe(false);
        expect(answer[0].error).toMatch(/^\w.{5,120}$/);
        await expectBystanderServed();
      });
    }

    // Neither valid nor answered: the sender alone may lose the connection.
    const harmless: [string, (string | Buffer)[]][] = [
      ['no ack', [`42["${event}",{"text":"a"}]`, `42["${event}"]`, '42["nonsense"]']],
      ['a stray ack', ['431[{"ok":true}]', '43[]', '43999999["x"]', '43{}']],
      ['ack numbers beyond reason', [`4299999999999999999999["${event}",{"text":"a"}]`, `42-1["${event}"]`]],
      ['a binary event whose data never comes', [`451-["${event}",{"_placeholder":true,"num":0}]`]],
      ['text where binary data was due', [`451-7["${event}",{"_placeholder":true,"num":0}]`, '42["x"]']],
      ['a placeholder without data', [`427["${event}",{"_placeholder":true,"num":0}]`]],
      [
        'a placeholder beyond the data',
        [`451-7["${event}",{"_placeholder":true,"num":99}]`, Buffer.alloc(4)],
      ],
      [
        'a placeholder with a name',
        [`451-7["${event}",{"_placeholder":true,"num":"length"}]`, Buffer.alloc(4)],
      ],
      [
        'binary data for a text',
        [`451-7["${event}",{"text":{"_placeholder":true,"num":0}}]`, Buffer.alloc(4)],
      ],
      ['more attachments than there are', [`45999999999-["${event}"]`]],
      ['a binary ack that nobody waits for', ['461-7[{"_placeholder":true,"num":0}]', Buffer.alloc(4)]],
      ['binary data that nobody announced', [Buffer.alloc(1000, 1)]],
      ['another namespace', ['40/admin,', `42/admin,["${event}",{"text":"a"}]`, '41/admin,']],
      ['namespaces named like properties', ['40/__proto__,', '40/constructor,', '40/toString,']],
      ['a second CONNECT', ['40', '40{"a":1}', '40']],
      ['a CONNECT with nonsense', ['40[1]', '40"x"', '40{"__proto__":{"a":1}}', '40{']],
      ['a CONNECT_ERROR from below', ['44{"message":"x"}', '44']],
      ['a goodbye', ['41', `42["${event}",{"text":"a"}]`]],
      ['JSON that breaks off', ['42["', '42', `427["${event}",{"text":`]],
      ['no list', ['42{}', '42"x"', '42null', '42[]', '42[null]', '42[{}]', '42[["a"]]']],
      ['reserved events', ['42["connect"]', '42["disconnect"]', '42["disconnecting"]', '42["newListener"]']],
      ['packet types that do not exist', ['47', '49["x"]', '4', '', '7', '9', 'x', '4x']],
      ['a handshake from the wrong side', ['0{"sid":"x","upgrades":[],"pingInterval":1,"pingTimeout":1}']],
      ['an upgrade that is none', ['2probe', '3probe', '5', '6']],
      ['an end of Engine.IO', ['1', `42["${event}",{"text":"a"}]`]],
      ['2 MB in one frame', [`427["${event}",{"text":"${'x'.repeat(2_000_000)}"}]`]],
      ['17 KiB in one frame', [`427["${event}",{"text":"${'x'.repeat(17 * 1024)}"}]`]],
    ];
    test.each(harmless)('%s disturbs nobody else', async (_what, packets) => {
      const raw = await attack();
      for (const packet of packets) raw.send(packet);
      // A second connection of the same sender comes through after all of it.
      const again = await attack();
      again.send(`427["${event}",${JSON.stringify(payload)}]`);
      expect(await again.packet(/^437/)).toMatch(/^437\[\{"ok":true/);
      await expectBystanderServed();
    });

    test('a CONNECT and a goodbye in one body of polling disturb nobody else', async () => {
      const path = '/socket.io/?EIO=4&transport=polling';
      for (const goodbye of ['1', '41']) {
        const { sid } = JSON.parse((await send(demo.url, path)).body.slice(1)) as { sid: string };
        const headers = { 'content-type': 'text/plain' };
        const body = `40{"nickname":"brief${goodbye}"}\x1e${goodbye}`;
        await send(demo.url, `${path}&sid=${sid}`, { method: 'POST', headers, body });
        await expectBystanderServed();
      }
    });

    test('a frame over 16 KiB ends the connection that sent it', async () => {
      const raw = await attack();
      raw.send(`42["${event}",{"text":"${'x'.repeat(17 * 1024)}"}]`);
      raw.send(`427["${event}",${JSON.stringify(payload)}]`);
      await expect(raw.packet(/^437/)).rejects.toThrow('Closed before');
      await expectBystanderServed();
    });

    test('keys that are not in the contract are dropped, __proto__ among them', async () => {
      const raw = await attack();
      raw.send(`427["${event}",{"text":"a","__proto__":{"polluted":true},"constructor":1,"from":"x"}]`);
      expect(await raw.packet(/^437/)).toMatch(/^437\[\{"ok":true/);
      await expectBystanderServed();
    });

    // A handshake with bad `auth`: the reason comes as CONNECT_ERROR, and nobody is let in.
    const auths: [string, string][] = [
      ['nothing', ''],
      ['an empty object', '{}'],
      ['a nickname that is null', '{"nickname":null}'],
      ['a number', '{"nickname":7}'],
      ['true', '{"nickname":true}'],
      ['a list', '{"nickname":["Ann"]}'],
      ['an object', '{"nickname":{"toString":"Ann","length":3}}'],
      ['an empty nickname', '{"nickname":""}'],
      ['blanks', '{"nickname":" \\t\\u3000 "}'],
      ['21 letters', `{"nickname":"${'x'.repeat(21)}"}`],
      ['10,000 letters', `{"nickname":"${'x'.repeat(10_000)}"}`],
      ['letters that NFKC makes long', `{"nickname":"${'\ufdfa'.repeat(20)}"}`],
      ['a nickname that cannot be seen', '{"nickname":"\\u200b\\u200d\\u2060"}'],
      ['a letter that cannot be seen', '{"nickname":"An\\u200bn"}'],
      ['a change of direction', '{"nickname":"\\u202enna"}'],
      ['another one', '{"nickname":"\\u2067nna"}'],
      ['a soft hyphen', '{"nickname":"An\\u00adn"}'],
      ['a NUL', '{"nickname":"An\\u0000n"}'],
      ['a line break', '{"nickname":"An\\nn"}'],
      ['half a character', '{"nickname":"An\\ud83d"}'],
      ['an emoji', '{"nickname":"🙂"}'],
      ['HTML', '{"nickname":"<img onerror=x>"}'],
      ['a combining mark alone', '{"nickname":"\\u0301"}'],
      ['a nickname on the prototype', '{"__proto__":{"nickname":"Ann"}}'],
      ['a session that is a number', '{"nickname":"Ann","session":7}'],
      ['a session that is an object', '{"nickname":"Ann","session":{"length":1}}'],
      ['a session named like a property', '{"nickname":"Ann","session":"__proto__"}'],
      ['a session that is too short', '{"nickname":"Ann","session":"0123456789"}'],
      ['a length without a value', '{"nickname":{"length":{"toString":0}}}'],
      ['a session with such a length', '{"nickname":"Ann","session":{"length":{"toString":0}}}'],
      ['5,000 levels', `{"nickname":${deep(5000)}}`],
    ];
    if (number >= 5) {
      test.each(auths)('an auth with %s is refused with a sentence', async (_what, auth) => {
        const raw = await connectRaw(demo.url, { join: false });
        raw.send(`40${auth}`);
        const answer = JSON.parse((await raw.packet(/^4[04]\{/)).slice(2)) as { message?: string };
        expect(answer.message).toMatch(/^(Please|A nickname|That session) .{5,120}\.$/);
        await expectBystanderServed();
        raw.close();
      });
    }

    const handshakes: [string, string][] = [
      ['an old protocol', '/socket.io/?EIO=3&transport=polling'],
      ['no protocol', '/socket.io/'],
      ['an unknown transport', '/socket.io/?EIO=4&transport=pigeon'],
      ['a transport named like a property', '/socket.io/?EIO=4&transport=__proto__'],
      ['another one', '/socket.io/?EIO=4&transport=constructor'],
      ['two transports', '/socket.io/?EIO=4&transport=polling&transport=websocket'],
      ['a session that does not exist', '/socket.io/?EIO=4&transport=polling&sid=nonsense'],
      ['a session named like a property', '/socket.io/?EIO=4&transport=polling&sid=__proto__'],
      ['a file beside the client library', '/socket.io/..%2f..%2fpackage.json'],
    ];
    test.each(handshakes)('a handshake with %s is refused', async (_what, path) => {
      const { status, body } = await send(demo.url, path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body).not.toMatch(STACK_TRACE);
      await expectBystanderServed();
    });

    test.each(['http://evil.example', 'null', 'nonsense', '', 'file://', 'http://localhost:1'])(
      'a WebSocket from a page of "%s" is refused',
      async (origin) => {
        const attempt = connect(demo.url, { transports: ['websocket'], extraHeaders: { origin } });
        await expect(attempt).rejects.toThrow('Could not connect');
        await expectBystanderServed();
      },
    );

    test('a body of 2 MB for polling ends the connection that sent it', async () => {
      const { body } = await send(demo.url, '/socket.io/?EIO=4&transport=polling');
      const { sid } = JSON.parse(body.slice(1)) as { sid: string };
      const path = `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
      const headers = { 'content-type': 'text/plain' };
      const outcome = await send(demo.url, path, {
        method: 'POST',
        headers,
        body: 'x'.repeat(2_000_000),
      }).then(
        ({ status }) => status,
        () => 'cut off',
      );
      expect([413, 'cut off']).toContain(outcome);
      await expectBystanderServed();
    });

    const frames: [string, number[]][] = [
      ['that is not masked', [0x81, 0x02, 0x34, 0x32]],
      ['with an opcode that does not exist', [0x83, 0x80, 0, 0, 0, 0]],
      ['with reserved bits', [0xf1, 0x80, 0, 0, 0, 0]],
      ['that is no UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]],
      ['that claims 9 exabytes', [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]],
      ['that goes on without a beginning', [0x80, 0x80, 0, 0, 0, 0]],
      ['of control that is too long', [0x89, 0xfe, 0x00, 0xff, 0, 0, 0, 0]],
      ['of goodbye with a bad code', [0x88, 0x82, 0, 0, 0, 0, 0x00, 0x01]],
    ];
    test.each(frames)('a frame %s ends the connection that sent it', async (_what, frame) => {
      const { hostname, port, host } = new URL(demo.url);
      const socket = connectTcp(Number(port), hostname);
      socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\n` +
          'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      );
      await once(socket, 'data');
      // After it a frame with a good CONNECT: whoever still listened would answer that.
      socket.write(Buffer.from([...frame, 0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
      let answer = '';
      socket.on('data', (data) => (answer += data.toString()));
      await endOf(socket);
      expect(answer).not.toContain('40{');
      await expectBystanderServed();
    });
  });
}
