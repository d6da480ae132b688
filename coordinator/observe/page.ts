import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportData } from '../../proto/report-data.ts';

/** Where scripts/build.mjs has put the page. */
const FOLDER = fileURLToPath(new URL('../../page', import.meta.url));

/** The live page, or with `report` the report, as one file: it needs no other, and no network. */
export async function page(report?: ReportData): Promise<string> {
  const [html, script, style] = await Promise.all(
    ['index.html', 'main.js', 'style.css'].map((name) => readFile(join(FOLDER, name), 'utf8')),
  );
  const data = JSON.stringify(report ?? null).replaceAll('<', '\\u003c');
  // As functions, since `$` in the sources would mean something else.
  return html!
    .replace('/*style*/', () => style!)
    .replace('>null</script>', () => `>${data}</script>`)
    .replace('/*script*/', () => script!);
}
