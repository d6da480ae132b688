/** The confusion matrices, one an output: after each epoch, and of the final weights on the test data. */
import { type Confusion, classNames } from '../proto/drawings.ts';
import type { EpochConfusion } from '../proto/snapshot.ts';
import { byId, html } from './dom.ts';
import type { Run } from './run.ts';

interface Shot {
  /** Empty where the model has no other. */
  readonly output: string;
  readonly label: string;
  readonly classes: readonly string[];
  /** `counts[truth][said]` */
  readonly counts: readonly (readonly number[])[];
}

/** Shows one output's matrix, the newest unless the slider stands elsewhere. It keeps its elements, so that none loses the focus. */
export class ConfusionCard {
  readonly #slider = html('input', { type: 'range', min: 0, value: 0, 'aria-label': 'epoch' });
  readonly #label = html('span', {});
  readonly #summary = html('p', { class: 'summary' });
  readonly #table = html('div', { class: 'scroll', tabindex: 0, role: 'group' });
  readonly #choice = html('select', { 'aria-label': 'output' });
  /** Of all outputs. */
  #all: readonly Shot[] = [];
  /** Of the output that is looked at. */
  #shots: readonly Shot[] = [];
  #final: readonly Confusion[] = [];
  /** Of the shot that is looked at; undefined for the newest. */
  #at: number | undefined;
  #drawn = '';

  constructor() {
    this.#slider.addEventListener('input', () => {
      const at = Number(this.#slider.value);
      this.#at = at === this.#shots.length - 1 ? undefined : at;
      this.#show();
    });
    this.#choice.addEventListener('change', () => this.#show());
    this.#table.addEventListener('pointerover', ({ target }) => this.#tell(target as HTMLElement));
    this.#table.addEventListener('pointerleave', () => this.#tell());
  }

  /** @param final those of the final weights, once they are known */
  draw({ head, confusions }: Run, final = this.#final): void {
    this.#final = final;
    const key = [head.classCount, confusions.length, confusions.at(-1)?.epoch, final.length].join();
    if (key === this.#drawn) return;
    this.#drawn = key;
    const card = byId('confusion');
    const title = html('h2', { id: 'confusion-title' }, 'Confusion matrix');
    this.#all = [
      ...shotsOf(confusions, head.classes),
      ...final.map((one) => ({ output: '', label: 'final weights, test data', ...one })),
    ];
    card.hidden = this.#all.length === 0 && !isTooMany(head);
    if (this.#all.length > 0) {
      this.#offer([...new Set(this.#all.map(({ output }) => output))]);
      if (!this.#table.isConnected)
        card.replaceChildren(
          title,
          html('div', { class: 'slider' }, this.#choice, this.#slider, this.#label),
          this.#summary,
          this.#table,
        );
      this.#show();
    } else if (isTooMany(head)) {
      card.replaceChildren(title, html('p', {}, `${head.classCount} classes are too many for a picture.`));
    }
  }

  /** The outputs to choose from. The choice stays where it was. */
  #offer(outputs: readonly string[]): void {
    const chosen = this.#choice.value;
    this.#choice.replaceChildren(...outputs.map((output) => html('option', { value: output }, output)));
    this.#choice.value = outputs.includes(chosen) ? chosen : outputs[0]!;
    this.#choice.hidden = outputs.length === 1;
  }

  #show(): void {
    this.#shots = this.#all.filter(({ output }) => output === this.#choice.value);
    const newest = this.#shots.length - 1;
    const at = Math.min(newest, this.#at ?? newest);
    const shot = this.#shots[at]!;
    this.#slider.max = String(newest);
    this.#slider.value = String(at);
    this.#slider.hidden = newest === 0;
    this.#label.textContent = shot.label;
    const summary = inWords(shot);
    this.#slider.setAttribute('aria-valuetext', `${shot.label}: ${summary}`);
    this.#table.setAttribute('aria-label', `confusion matrix ${shot.label}`);
    this.#table.replaceChildren(tableOf(shot));
    this.#tell();
  }

  /** What the cell under the pointer means; without one, what the whole comes to. */
  #tell(element?: HTMLElement): void {
    const shot = this.#shots[Math.min(this.#shots.length - 1, this.#at ?? Number.POSITIVE_INFINITY)];
    this.#summary.textContent = element?.closest('td')?.title ?? (shot ? inWords(shot) : '');
  }
}

/** The run names more classes than it keeps a matrix of. */
function isTooMany({ classCount, classes }: Run['head']): boolean {
  return classCount > classes.length;
}

/** @param names of the classes that the data names */
function shotsOf(confusions: readonly EpochConfusion[], names: readonly string[]): Shot[] {
  const sizes = new Map(confusions.map(({ output, counts }) => [output, Math.sqrt(counts.length)]));
  return confusions.map(({ epoch, output = '', counts }) => {
    const size = Math.sqrt(counts.length);
    const classes = classNames(names, size, [...sizes.values()]);
    const rows = classes.map((_, truth) => counts.slice(truth * size, (truth + 1) * size));
    return { output, label: `after epoch ${epoch}`, classes, counts: rows };
  });
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
/** Counts by weight need not be whole. */
const figure = (count: number) => Number(count.toFixed(1)).toLocaleString('en');
const percent = (part: number, whole: number) =>
  `${((100 * part) / Math.max(whole, Number.MIN_VALUE)).toFixed(1)} %`;

/** How much is right, and the commonest mistake. */
function inWords({ classes, counts }: Shot): string {
  const all = total(counts.map(total));
  const right = total(counts.map((row, i) => row[i] ?? 0));
  const mistakes = counts.flatMap((row, truth) =>
    row.flatMap((count, said) => (said !== truth && count > 0 ? [{ count, truth, said }] : [])),
  );
  const [first, ...others] = mistakes;
  const share = `${percent(right, all)} of ${figure(all)} right`;
  if (!first) return share;
  const most = others.reduce((best, one) => (one.count > best.count ? one : best), first);
  return `${share}; most often wrong: ${classes[most.truth]} taken for ${classes[most.said]}, ${figure(most.count)} times`;
}

function tableOf({ classes, counts }: Shot): HTMLElement {
  const names = classes.map((name) => html('th', { scope: 'col' }, name));
  const head = html('tr', {}, html('th', {}, 'is \\ said'), ...names);
  const rows = counts.map((row, truth) => {
    const cells = row.map((count, said) => cellOf(count, total(row), classes[truth]!, classes[said]!));
    return html('tr', {}, html('th', { scope: 'row' }, classes[truth]!), ...cells);
  });
  return html('table', { class: 'confusion' }, html('thead', {}, head), html('tbody', {}, ...rows));
}

/** Mistakes are rare, so their colour follows the square root of their part of the class. */
function cellOf(count: number, ofClass: number, truth: string, said: string): HTMLElement {
  const part = count / Math.max(ofClass, Number.MIN_VALUE);
  const isRight = truth === said;
  const strength = Math.round(isRight ? 45 * part : Math.min(65, 150 * Math.sqrt(part)));
  const what = isRight ? `${truth} known as ${said}` : `${truth} taken for ${said}`;
  const title = `${what}: ${figure(count)}, ${percent(count, ofClass)} of all ${truth}`;
  const cell = html('td', { title }, count === 0 ? '·' : figure(count));
  if (count > 0)
    cell.style.background = `color-mix(in srgb, var(--${isRight ? 'apply' : 'bad'}) ${strength}%, transparent)`;
  return cell;
}
