import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportData } from '../../proto/report-data.ts';

/** Folder into which scripts/build.mjs puts the page. */
const FOLDER = fileURLToPath(new URL('../../page', import.meta.url));

/** The live page, or with `report` the report, as one HTML file that needs no other file and no network. */
export async function page(report?: ReportData): Promise<string> {
  const [html, script, style] = await Promise.all(
    ['index.html', 'main.js', 'style.css'].map((name) => readFile(join(FOLDER, name), 'utf8')),
  );
  const data = JSON.stringify(report ?? null).replaceAll('<', '\\u003c');
  // Functions, since `replace` would interpret `$` in a replacement text.
  return html!
    .replace('/*style*/', () => style!)
    .replace('>null</script>', () => `>${data}</script>`)
    .replace('/*script*/', () => script!);
}
