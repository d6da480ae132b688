import { legibleLines } from '../../base/legible.ts';
import type { Line } from './progress.ts';

const REDRAW_MS = 80;
const ESCAPE = '\u001b';
const CLEAR_LINE = `\r${ESCAPE}[2K`;
const COLOUR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`);

/** A terminal with one live line at its bottom; without a terminal, live lines are left out. */
export class Terminal {
  readonly #out: NodeJS.WriteStream;
  #live = '';
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(out: NodeJS.WriteStream = process.stdout) {
    this.#out = out;
  }

  /** Bits of a colour; 1 where there are none. */
  get colorDepth(): number {
    return this.interactive ? this.#out.getColorDepth() : 1;
  }

  get color(): boolean {
    return this.colorDepth > 1;
  }

  /** Whether a person sees it, not a file or another program. */
  get interactive(): boolean {
    return this.#out.isTTY === true;
  }

  get columns(): number {
    return this.#out.columns ?? 80;
  }

  print(text: string): void {
    const lines = harmless(text);
    this.#out.write(this.#live ? `${CLEAR_LINE}${lines}\n` : `${lines}\n`);
    this.#live = '';
  }

  /** Shows `text` in place; drawn a few times a second, however often it is called. */
  show(text: string): void {
    if (!this.#draws) return;
    this.#drawnAt = performance.now();
    this.#live = text;
    this.#out.write(`${CLEAR_LINE}${fit(harmless(text), this.columns)}`);
  }

  /** Prints or shows lines; of those that would not be drawn, the text is not made. */
  tell(lines: readonly Line[]): void {
    for (const line of lines) {
      if (!line.live) this.print(line.text);
      else if (this.#draws) this.show(line.text);
    }
  }

  /** Whether what is shown now is drawn. */
  get #draws(): boolean {
    return this.interactive && performance.now() - this.#drawnAt >= REDRAW_MS;
  }

  /** Ends the live line, if there is one. */
  clear(): void {
    if (this.#live) this.#out.write(CLEAR_LINE);
    this.#live = '';
  }
}

/** Colours stay; nothing else commands the terminal, whoever the words come from. */
function harmless(text: string): string {
  return text
    .split(COLOUR)
    .map((part, i) => (i % 2 === 1 ? part : legibleLines(part)))
    .join('');
}

/** Cuts a line to the terminal's width, not counting its colours: a wrapped line cannot be overwritten. */
function fit(text: string, columns: number): string {
  let width = 0;
  let result = '';
  for (const part of text.split(COLOUR)) {
    if (part.startsWith(ESCAPE)) {
      result += part;
      continue;
    }
    const room = columns - 1 - width;
    result += part.slice(0, Math.max(0, room));
    width += Math.min(part.length, Math.max(0, room));
  }
  return result;
}
