import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveHttp } from '../../net/http.ts';
import { classNames, type Drawings } from '../../proto/drawings.ts';
import { temporaryFolder } from '../../test/support/lockstep.ts';
import { drawingRoutes, newestDrawings } from './drawings.ts';

/** A run that has drawn something after two epochs, and a secret beside it. */
function drawn(): string {
  const path = temporaryFolder();
  mkdirSync(join(path, 'pictures'));
  writeFileSync(join(path, 'secret.png'), 'secret');
  for (const epoch of [2, 10])
    writeFileSync(join(path, `pictures/mine-epoch-${epoch}.png`), `after ${epoch}`);
  const confusion = { classes: ['cat', 'dog'], counts: [3, 1, 0, 4] };
  writeFileSync(join(path, 'pictures/confusion.json'), JSON.stringify(confusion));
  return path;
}

const CONFUSION = {
  classes: ['cat', 'dog'],
  counts: [
    [3, 1],
    [0, 4],
  ],
};

async function served(path: string): Promise<string> {
  const server = await serveHttp({ host: '127.0.0.1', port: 0, routes: drawingRoutes(path) });
  onTestFinished(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

test('the page learns of each epoch, in their order, and gets the pictures', async () => {
  const address = await served(drawn());
  const { confusions, pictures }: Drawings = JSON.parse(await (await fetch(`${address}/drawings`)).text());
  expect(confusions).toEqual([CONFUSION]);
  const [mine] = pictures;
  expect(mine!.shots.map(({ epoch }) => epoch)).toEqual([2, 10]);
  const response = await fetch(`${address}/${mine!.shots[1]!.url}`);
  expect(await response.text()).toBe('after 10');
  expect(response.headers.get('content-type')).toBe('image/png');
});

test('no name leads out of the folder, nor to what is no picture', async () => {
  const address = await served(drawn());
  for (const file of ['../secret.png', 'confusion.json', 'none.png', '', '..%2Fsecret.png'])
    expect((await fetch(`${address}/picture?file=${encodeURIComponent(file)}`)).status).toBe(404);
});

test('a report holds the newest of each; a run that has drawn nothing has none', async () => {
  const { confusions, pictures } = await newestDrawings(drawn());
  expect(confusions).toEqual([CONFUSION]);
  const url = `data:image/png;base64,${Buffer.from('after 10').toString('base64')}`;
  expect(pictures).toEqual([{ name: 'mine', shots: [{ epoch: 10, url }] }]);
  expect(await newestDrawings(temporaryFolder())).toEqual({ confusions: [], pictures: [] });
});

test('several outputs have a matrix each', async () => {
  const path = drawn();
  rmSync(join(path, 'pictures/confusion.json'));
  for (const [place, output] of ['kind', 'a/b'].entries()) {
    const saved = { output, classes: ['cat', 'dog'], counts: [3, 1, 0, 4] };
    writeFileSync(join(path, `pictures/confusion-${place}.json`), JSON.stringify(saved));
  }
  const { confusions } = await newestDrawings(path);
  expect(confusions).toEqual([
    { output: 'kind', ...CONFUSION },
    { output: 'a/b', ...CONFUSION },
  ]);
});

test('the names of the data go to the only output that has as many classes', () => {
  const known = ['cat', 'dog'];
  expect(classNames(known, 2, [2])).toEqual(known);
  expect(classNames(known, 3, [3])).toEqual(['cat', 'dog', '2']);
  expect([2, 3].map((size) => classNames(known, size, [2, 3]))).toEqual([known, ['0', '1', '2']]);
  expect(classNames(known, 2, [2, 2])).toEqual(['0', '1']);
});
