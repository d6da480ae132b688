import { expect, test, vi } from 'vitest';
import { ProgressView } from './progress.ts';
import { Terminal } from './terminal.ts';

test('words of others command no terminal; our colours stay', () => {
  const written: string[] = [];
  const out = {
    isTTY: true,
    columns: 200,
    getColorDepth: () => 8,
    write: (text: string) => written.push(text),
  };
  const terminal = new Terminal(out as unknown as NodeJS.WriteStream);
  const view = new ProgressView({ color: true, workers: 1 });
  const reason = 'left: \u001b]0;owned\u0007\u001b[2J\r';
  const event = { time: 1, runId: 'r', type: 'worker_lost', workerId: 'w', reason } as const;
  for (const { text } of view.lines(event)) terminal.print(text);
  terminal.show(reason);
  const [line, live] = written;
  expect(line).toContain('left: \\u{1b}]0;owned\\u{7}\\u{1b}[2J\\u{d}');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(line?.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  terminal.print('\u001b[33mslow\u001b[39m');
  expect(written.at(-1)).toContain('\u001b[33mslow\u001b[39m\n');
  expect(live).toBe('\r\u001b[2Kleft: \\u{1b}]0;owned\\u{7}\\u{1b}[2J\\u{d}');
});

test('the text of a live line is made only where it is drawn', () => {
  const made: string[] = [];
  const line = (text: string) => ({
    live: true,
    get text() {
      made.push(text);
      return text;
    },
  });
  const write = () => true;
  const file = new Terminal({ isTTY: false, write } as unknown as NodeJS.WriteStream);
  file.tell([line('to a file')]);
  expect(made).toEqual([]);
  const screen = new Terminal({ isTTY: true, columns: 80, write } as unknown as NodeJS.WriteStream);
  vi.useFakeTimers({ toFake: ['performance'], now: 1_000 });
  try {
    screen.tell([line('first'), line('at once after it')]);
    vi.advanceTimersByTime(100);
    screen.tell([line('later')]);
  } finally {
    vi.useRealTimers();
  }
  expect(made).toEqual(['first', 'later']);
});
