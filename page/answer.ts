/** What the model says: its classes with their probabilities, or its numbers. */
import type { PredictReply } from '../proto/serving.ts';
import { byId, html } from './dom.ts';

export function drawAnswer({ predictions, classes, probabilities }: PredictReply): void {
  const [best, chances] = [classes?.[0], probabilities?.[0]];
  if (best === undefined || !chances) {
    say('', 'These numbers:');
    byId('answer').replaceChildren(html('pre', { tabindex: 0 }, JSON.stringify(predictions[0], null, 1)));
    return;
  }
  say('', `${best} (${percent(chances[best]!)})`);
  const rows = Object.entries(chances).map(([name, chance]) => {
    const bar = html('i');
    bar.style.width = `${100 * chance}%`;
    return html(
      'tr',
      name === best ? { class: 'best' } : {},
      html('th', { scope: 'row' }, name),
      html('td', { class: 'share' }, bar),
      html('td', {}, percent(chance)),
    );
  });
  const table = html('table', { class: 'chances', 'aria-label': 'probability of each class' }, ...rows);
  byId('answer').replaceChildren(table);
}

/** @param kept what had been answered before */
export function drawTrouble(message: string, kept: readonly Node[] = []): void {
  say('bad', message);
  byId('answer').replaceChildren(...kept);
}

function say(kind: '' | 'bad', text: string): void {
  byId('said').className = `answer ${kind}`;
  byId('said').textContent = text;
}

const percent = (chance: number) => `${(100 * chance).toFixed(1)} %`;
