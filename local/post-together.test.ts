import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';

import { postTogether } from './post-together.ts';

it('posts what is said in one turn as one message, in its order, also after promises', async () => {
  const posted: (readonly string[])[] = [];
  const say = postTogether<string>((messages) => posted.push(messages));
  say('a');
  say('b');
  void Promise.resolve().then(() => say('c'));
  await turn();
  say('d');
  await turn();
  expect(posted.flat()).toEqual(['a', 'b', 'c', 'd']);
  expect(posted[0]).toEqual(expect.arrayContaining(['a', 'b']));
  expect(posted.at(-1)).toEqual(['d']);
});
