/** Pictures that the job has drawn, epoch by epoch. */
import type { Drawings, PictureSeries } from '../proto/drawings.ts';
import { byId, html } from './dom.ts';

/** Where a slider stands: the epoch that is looked at, by picture; the newest where there is none. */
const chosen = new Map<string, number>();

export function drawDrawings({ pictures }: Pick<Drawings, 'pictures'>): void {
  byId('drawings').replaceChildren(...pictures.map(pictureCard));
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
