import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Comparison } from '../../proto/comparison.ts';
import type { DataPage } from '../../proto/data-page.ts';
import type { ReportData } from '../../proto/report-data.ts';

/** Folder into which scripts/build.mjs puts the pages. */
const FOLDER = fileURLToPath(new URL('../../page', import.meta.url));

/** The live page, or with `report` the report. */
export async function page(report?: ReportData): Promise<string> {
  return await assembled('index.html', 'main.js', report ?? null);
}

/** The page that draws runs beside each other. */
export async function comparisonPage(comparison: Comparison): Promise<string> {
  return await assembled('compare.html', 'compare.js', comparison);
}

/** The page of `lockstep data`. */
export async function dataPage(facts: DataPage): Promise<string> {
  return await assembled('data.html', 'data.js', facts);
}

/** One HTML file that needs no other file and no network. */
async function assembled(htmlFile: string, scriptFile: string, data: unknown): Promise<string> {
  const [html, script, style] = await Promise.all(
    [htmlFile, scriptFile, 'style.css'].map((name) => readFile(join(FOLDER, name), 'utf8')),
  );
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  // Functions, since `replace` would interpret `$` in a replacement text.
  return html!
    .replace('/*style*/', () => style!)
    .replace('>null</script>', () => `>${json}</script>`)
    .replace('/*script*/', () => script!);
}
