/** Pictures that the job has drawn, epoch by epoch, and the confusion matrix. */
import type { Confusion, Drawings, PictureSeries } from '../proto/drawings.ts';
import { byId, html } from './dom.ts';

/** Where a slider stands: the epoch that is looked at, by picture; the newest where there is none. */
const chosen = new Map<string, number>();

export function drawDrawings({ confusion, pictures }: Drawings): void {
  const cards = pictures.map(pictureCard);
  if (confusion) cards.push(card('Confusion matrix of the test data', confusionTable(confusion)));
  byId('drawings').replaceChildren(...cards);
}

function card(title: string, ...content: Node[]): HTMLElement {
  return html('section', { class: 'card' }, html('h2', {}, title), ...content);
}

function pictureCard({ name, shots }: PictureSeries): HTMLElement {
  const newest = shots.length - 1;
  const image = html('img', {});
  const label = html('span', {});
  const show = (at: number) => {
    const { epoch, url } = shots[at]!;
    label.textContent = epoch > 0 ? `epoch ${epoch}` : '';
    image.alt = `${name} ${label.textContent}`;
    image.src = url;
  };
  const at = Math.min(newest, chosen.get(name) ?? newest);
  show(at);
  const title = name.replaceAll('_', ' ');
  if (newest === 0) return card(title, image, label);
  const slider = html('input', {
    type: 'range',
    min: 0,
    max: newest,
    value: at,
    'aria-label': `${title}: epoch`,
  });
  slider.addEventListener('input', () => {
    const to = Number(slider.value);
    if (to === newest) chosen.delete(name);
    else chosen.set(name, to);
    show(to);
  });
  return card(title, image, html('div', { class: 'slider' }, slider, label));
}

function confusionTable({ classes, counts }: Confusion): HTMLElement {
  const most = Math.max(1, ...counts.map((row, i) => Math.max(0, ...row.filter((_, k) => k !== i))));
  const cell = (count: number, truth: number, said: number) => {
    const right = truth === said;
    const strength = right ? 22 : Math.round((70 * count) / most);
    const title = `${classes[truth]} taken for ${classes[said]}: ${count}`;
    const td = html('td', { title }, count === 0 ? '·' : String(count));
    if (count > 0)
      td.style.background = `color-mix(in srgb, var(--${right ? 'apply' : 'bad'}) ${strength}%, transparent)`;
    return td;
  };
  const names = classes.map((name) => html('th', { scope: 'col' }, name));
  const head = html('tr', {}, html('th', {}, 'is \\ said'), ...names);
  const rows = counts.map((row, truth) =>
    html(
      'tr',
      {},
      html('th', { scope: 'row' }, classes[truth] ?? ''),
      ...row.map((count, said) => cell(count, truth, said)),
    ),
  );
  const table = html('table', { class: 'confusion' }, html('thead', {}, head), html('tbody', {}, ...rows));
  return html('div', { class: 'scroll', tabindex: 0 }, table);
}
