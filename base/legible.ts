/** Characters that command a terminal, break a line, or turn the direction of what follows. */
const COMMANDS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const LONGEST = 1_000;

/** What others say, as it may stand in logs, on terminals and on pages: one line of bounded length, all of it seen. */
export function legible(text: string): string {
  return `${shown(text.slice(0, LONGEST))}${text.length > LONGEST ? '...' : ''}`;
}

/** A text of several lines that commands no terminal. */
export function legibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(shown).join('\t'))
    .join('\n');
}

function shown(text: string): string {
  return text.replaceAll(COMMANDS, (one) => `\\u{${one.codePointAt(0)!.toString(16)}}`);
}
