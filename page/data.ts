/** The page of `lockstep data`: samples, the classes, and how the numbers of each column are spread. */
import type {
  ColumnFacts,
  DataPage,
  FaultFacts,
  Histogram,
  PartFacts,
  SampleFacts,
} from '../proto/data-page.ts';
import { byId, html, svg } from './dom.ts';
import { short } from './format.ts';

/** Side of a histogram's box, in its own units. */
const [WIDE, HIGH] = [320, 90];
/** Pixels of a small picture are drawn so large that it has this side at least. */
const LEAST_SIDE = 112;
const MOST_SIDE = 224;

const page: DataPage = JSON.parse(byId('data').textContent ?? '');

document.title = `${page.job} · data · Lockstep`;
byId('job').textContent = `Data of ${page.job}`;
byId('about').textContent = page.provenance;
byId('splits').replaceChildren(
  ...page.splits.map(({ use, samples }) => number(samples.toLocaleString('en'), `samples ${use}`)),
  ...(page.classes.length > 0 ? [number(String(page.classes.length), 'classes')] : []),
);
if (page.faults) showFaults(page.faults);
showGallery(page.samples);
showClasses();
byId('columns').replaceChildren(...page.columns.map(columnCard));
byId('features').replaceChildren(...[...page.features, ...page.batch].map((line) => html('p', {}, line)));

function number(value: string, what: string): HTMLElement {
  return html('div', { class: 'card' }, html('b', {}, value), html('span', {}, what));
}

function showFaults({ total, first, isLeftOut, end }: FaultFacts): void {
  if (total === 0 && end === undefined) return;
  const head = `${total} ${total === 1 ? 'row' : 'rows'} ${isLeftOut ? 'left out' : 'cannot be used'}`;
  const lines = [...first, ...(total > first.length ? [`and ${total - first.length} more`] : [])];
  const list = html('ul', { class: 'faults' }, ...lines.map((line) => html('li', {}, line)));
  byId('faults').append(html('section', { class: 'card wide' }, html('h2', { class: 'bad' }, head), list));
}

function showGallery(samples: readonly SampleFacts[]): void {
  const gallery = byId('gallery');
  gallery.hidden = samples.length === 0;
  const isAugmented = samples.some(({ augmented }) => augmented);
  const title = `${samples.length} training samples${isAugmented ? ', each beside what the first epoch makes of it' : ''}`;
  gallery.append(html('h2', {}, title));
  const arePictures = samples.some(({ parts }) => parts.some(({ picture }) => picture));
  gallery.append(html('div', { class: arePictures ? 'gallery' : 'texts' }, ...samples.map(sampleFigure)));
}

function sampleFigure({ parts, augmented = [], label }: SampleFacts): HTMLElement {
  const shown = (isChanged: boolean) => (part: PartFacts) => partElement(part, label, isChanged);
  const content = html('div', { class: 'parts' }, ...parts.map(shown(false)), ...augmented.map(shown(true)));
  return html('figure', {}, content, ...(label === undefined ? [] : [html('figcaption', {}, label)]));
}

function partElement(
  { name, picture, text = '' }: PartFacts,
  label: string | undefined,
  isChanged: boolean,
): HTMLElement {
  if (!picture) return html('p', { title: name }, text);
  const { url, width, height } = picture;
  const times = Math.max(LEAST_SIDE / Math.min(width, height), 1);
  const fit = Math.min(times, MOST_SIDE / Math.max(width, height));
  return html('img', {
    src: url,
    alt: `${name}${label === undefined ? '' : ` of ${label}`}${isChanged ? ', augmented' : ''}`,
    width: Math.round(width * fit),
    height: Math.round(height * fit),
  });
}

function showClasses(): void {
  const box = byId('balance');
  box.hidden = page.classes.length === 0;
  const most = Math.max(1, ...page.classes.map(({ counts }) => counts[0] ?? 0));
  const uses = page.splits.map(({ use }) => html('th', { scope: 'col' }, use));
  const rows = page.classes.map(({ name, counts }) => {
    const bar = html('i', {});
    bar.style.width = `${(100 * (counts[0] ?? 0)) / most}%`;
    const numbers = counts.map((count) => html('td', {}, count.toLocaleString('en')));
    return html(
      'tr',
      {},
      html('th', { scope: 'row' }, name),
      html('td', { class: 'share' }, bar),
      ...numbers,
    );
  });
  const head = html('tr', {}, html('th', {}, ''), html('th', {}, ''), ...uses);
  const table = html('table', { class: 'chances' }, html('thead', {}, head), html('tbody', {}, ...rows));
  box.append(html('h2', {}, 'Classes'), html('div', { class: 'scroll', tabindex: 0 }, table));
}

function columnCard(column: ColumnFacts): HTMLElement {
  const { name, use, cells, missing, numbers, words, others, range, names, histogram } = column;
  const said = [
    ...(numbers > 0 ? [`${numbers.toLocaleString('en')} numbers`] : []),
    ...(words > 0 ? [`${words.toLocaleString('en')} words`] : []),
    ...(words > 0 && column.different !== undefined ? [`${column.different} different`] : []),
    ...(others > 0 ? [`${others} lists, objects or bytes`] : []),
  ];
  const lines: HTMLElement[] = [html('p', { class: 'faint' }, `${use}; ${said.join(', ')}`)];
  if (missing > 0) {
    const share = ((100 * missing) / cells).toFixed(1);
    lines.push(
      html('p', { class: 'bad' }, `${missing} missing (${share} %), the first: ${column.firstMissing}`),
    );
  }
  if (column.firstWord !== undefined) {
    lines.push(html('p', { class: 'bad' }, `a word among the numbers: ${column.firstWord}`));
  }
  const unit = numbers > 0 ? '' : ' letters';
  if (names.length > 0) lines.push(namesTable(names));
  else if (histogram) lines.push(histogramOf(name, histogram, unit));
  if (range && names.length === 0) {
    lines.push(
      html(
        'p',
        { class: 'faint' },
        `${short(range.min)} to ${short(range.max)}${unit}, mean ${short(range.mean)}`,
      ),
    );
  }
  return html('section', { class: 'card column' }, html('h2', {}, name), ...lines);
}

/** The most frequent words, as bars. */
function namesTable(names: ColumnFacts['names']): HTMLElement {
  const most = Math.max(...names.map(([, count]) => count));
  const rows = names.map(([name, count]) => {
    const bar = html('i', {});
    bar.style.width = `${(100 * count) / most}%`;
    const cells = [html('td', { class: 'share' }, bar), html('td', {}, count.toLocaleString('en'))];
    return html('tr', {}, html('th', { scope: 'row' }, name), ...cells);
  });
  const table = html('table', { class: 'chances' }, html('tbody', {}, ...rows));
  return html('div', { class: 'scroll', tabindex: 0 }, table);
}

function histogramOf(name: string, { from, width, counts }: Histogram, unit: string): HTMLElement {
  const most = Math.max(...counts);
  const each = WIDE / counts.length;
  const bars = counts.map((count, i) => {
    const high = (HIGH * count) / most;
    const place = { x: i * each, y: HIGH - high, width: Math.max(1, each - 1), height: high };
    const bounds = `${short(from + i * width)} to ${short(from + (i + 1) * width)}${unit}: ${count.toLocaleString('en')}`;
    return svg('rect', place, svg('title', {}, bounds));
  });
  const box = svg(
    'svg',
    {
      viewBox: `0 0 ${WIDE} ${HIGH}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `how ${name} is spread`,
    },
    ...bars,
  );
  return html('div', { class: 'histogram' }, box);
}
