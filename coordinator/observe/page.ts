import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));

/** The live page as one file: it needs no other, and no internet. */
export async function livePage(): Promise<string> {
  const chart = dirname(require.resolve('uplot/dist/uPlot.min.css'));
  const [html, script, library, style] = await Promise.all([
    readFile(join(here, 'page/index.html'), 'utf8'),
    readFile(join(here, 'page/browser.js'), 'utf8'),
    readFile(join(chart, 'uPlot.iife.min.js'), 'utf8'),
    readFile(join(chart, 'uPlot.min.css'), 'utf8'),
  ]);
  // As functions, since `$` in the sources would mean something else.
  return html
    .replace('/*uplot.css*/', () => style)
    .replace('/*uplot.js*/', () => library)
    .replace('/*page.js*/', () => script);
}
