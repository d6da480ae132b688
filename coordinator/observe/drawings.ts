/** What a run has drawn, read from its folder: pictures by name and epoch, and the confusion matrices. */
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Route } from '../../net/http.ts';
import type { Confusion, Drawings, PictureSeries } from '../../proto/drawings.ts';

/** Most names of pictures, and most epochs of one, that are shown: the newest. */
const MOST_NAMES = 8;
const MOST_SHOTS = 100;
const NAME = /^(.+?)(?:-epoch-(\d+))?\.png$/;
const MATRIX = /^confusion(-.*)?\.json$/;
const Saved = z.object({
  output: z.string().optional(),
  classes: z.array(z.string()),
  counts: z.array(z.number()),
});

/** For the report, which needs no other file: the newest picture of each name, as a data URL. */
export async function newestDrawings(path: string): Promise<Drawings> {
  const series = await pictureSeries(path);
  const pictures = series.map(async ({ name, shots }) => {
    const { epoch, file } = shots.at(-1)!;
    const content = await readFile(join(path, 'pictures', file));
    return { name, shots: [{ epoch, url: `data:image/png;base64,${content.toString('base64')}` }] };
  });
  return { confusions: await confusionsOf(path), pictures: await Promise.all(pictures) };
}

/** The routes of the live page: `/drawings` tells what there is, `/picture?file=` gives one. */
export function drawingRoutes(path: string): Readonly<Record<string, Route>> {
  return {
    '/drawings': async (_, response) => {
      const pictures = (await pictureSeries(path)).map(
        ({ name, shots }): PictureSeries => ({
          name,
          shots: shots.map(({ epoch, file }) => ({ epoch, url: `picture?file=${encodeURIComponent(file)}` })),
        }),
      );
      const drawings: Drawings = { confusions: await confusionsOf(path), pictures };
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      response.writeHead(200, headers).end(JSON.stringify(drawings));
    },
    '/picture': async (request, response) => {
      const wanted = new URL(request.url ?? '', 'http://page').searchParams.get('file');
      // Of the files that are there, so that no name leads out of the folder.
      const file = (await filesOf(path)).find((name) => name === wanted && NAME.test(name));
      if (file === undefined) {
        response.writeHead(404).end();
        return;
      }
      const headers = { 'content-type': 'image/png', 'x-content-type-options': 'nosniff' };
      response.writeHead(200, headers);
      createReadStream(join(path, 'pictures', file))
        .on('error', () => response.destroy())
        .pipe(response);
    },
  };
}

interface FileSeries {
  readonly name: string;
  readonly shots: readonly { readonly epoch: number; readonly file: string }[];
}

async function pictureSeries(path: string): Promise<FileSeries[]> {
  const byName = new Map<string, { epoch: number; file: string }[]>();
  for (const file of await filesOf(path)) {
    const [, name, epoch] = NAME.exec(file) ?? [];
    if (name) byName.set(name, [...(byName.get(name) ?? []), { epoch: Number(epoch ?? 0), file }]);
  }
  return [...byName].slice(0, MOST_NAMES).map(([name, shots]) => ({
    name,
    shots: shots.sort((a, b) => a.epoch - b.epoch).slice(-MOST_SHOTS),
  }));
}

/** There is no such folder as long as nothing has been drawn. */
async function filesOf(path: string): Promise<string[]> {
  return (await readdir(join(path, 'pictures')).catch(() => [])).sort();
}

/** None where the job is no classifier, or has not ended. */
async function confusionsOf(path: string): Promise<Confusion[]> {
  const files = (await filesOf(path)).filter((file) => MATRIX.test(file));
  return await Promise.all(
    files.map(async (file) => {
      const saved = Saved.parse(JSON.parse(await readFile(join(path, 'pictures', file), 'utf8')));
      const { output, classes, counts } = saved;
      const rows = classes.map((_, i) => counts.slice(i * classes.length, (i + 1) * classes.length));
      return { ...(output !== undefined && { output }), classes, counts: rows };
    }),
  );
}
