import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelFacts } from '../../proto/serving.ts';

/** Folder into which scripts/build.mjs puts the page. */
const FOLDER = fileURLToPath(new URL('../../page', import.meta.url));

/** The page on which a person asks the model, as one HTML file that needs no other. */
export async function servedPage(facts: ModelFacts): Promise<string> {
  const [html, script, style] = await Promise.all(
    ['serve.html', 'serve.js', 'style.css'].map((name) => readFile(join(FOLDER, name), 'utf8')),
  );
  const data = JSON.stringify(facts).replaceAll('<', '\\u003c');
  // Functions, since `replace` would interpret `$` in a replacement text.
  return html!
    .replace('/*style*/', () => style!)
    .replace('>null</script>', () => `>${data}</script>`)
    .replace('/*script*/', () => script!);
}
