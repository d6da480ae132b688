/** Characters that control a terminal, break a line, or change the direction of the text. */
const COMMANDS = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const LONGEST = 1_000;

/**
 * A text from elsewhere, safe for logs, terminals and pages: one line of at most `LONGEST` characters, with control
 * characters written out as `\u{...}`.
 */
export function legible(text: string): string {
  return `${shown(text.slice(0, LONGEST))}${text.length > LONGEST ? '...' : ''}`;
}

/** As `legible`, but with all its lines and tabs, and of any length. */
export function legibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(shown).join('\t'))
    .join('\n');
}

function shown(text: string): string {
  return text.replaceAll(COMMANDS, (one) => `\\u{${one.codePointAt(0)!.toString(16)}}`);
}
