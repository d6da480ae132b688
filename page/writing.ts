/** A model of text on the page of `lockstep serve`: how a text begins, and what the model writes on. */
import { MOST_TOKENS, type ModelFacts, type WrittenLine } from '../proto/serving.ts';
import { drawTrouble } from './answer.ts';
import { type Desk, post } from './asking.ts';
import { byId, html } from './dom.ts';

const [LENGTH, TEMPERATURE] = [60, 0.8];

export function writingDesk({ name, writes = 'words' }: ModelFacts): Desk {
  const prompt = html('textarea', { id: 'field', rows: 4, 'aria-keyshortcuts': 'Control+Enter' });
  const length = html('input', { id: 'length', type: 'number', min: 1, max: MOST_TOKENS, value: LENGTH });
  const range = { min: 0, max: 2, step: 0.1, value: TEMPERATURE };
  const temperature = html('input', { id: 'temperature', type: 'range', ...range });
  const shown = html('output', { for: 'temperature' }, String(TEMPERATURE));
  const button = byId('ask');
  let writing: AbortController | undefined;

  const stop = () => {
    writing?.abort();
    writing = undefined;
    button.textContent = 'Write';
    byId('answer').setAttribute('aria-busy', 'false');
  };

  const write = async () => {
    if (!length.reportValidity()) return;
    stop();
    const own = new AbortController();
    writing = own;
    button.textContent = 'Stop';
    byId('said').className = 'answer';
    byId('said').textContent = '';
    const paper = html('p', { class: 'written' });
    byId('answer').replaceChildren(paper);
    // A screen reader waits until the text is whole.
    byId('answer').setAttribute('aria-busy', 'true');
    const asked = {
      prompt: prompt.value,
      length: length.valueAsNumber,
      temperature: temperature.valueAsNumber,
      seed: crypto.getRandomValues(new Uint32Array(1))[0]!,
    };
    try {
      const response = await post(`v1/models/${name}:generate`, asked, own.signal);
      for await (const line of linesOf(response)) {
        if (writing !== own) return;
        if ('error' in line) drawTrouble(line.error, paper.textContent === '' ? [] : [paper]);
        else paper.append(line.text);
      }
    } catch {
      if (writing === own) drawTrouble('The server does not answer.', [paper]);
    }
    if (writing === own) stop();
  };

  prompt.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) write();
  });
  temperature.addEventListener('input', () => {
    shown.textContent = temperature.value;
  });
  button.textContent = 'Write';
  byId('answer').setAttribute('aria-live', 'polite');
  return {
    element: html(
      'div',
      {},
      html('label', { for: 'field' }, 'How the text begins (Ctrl+Enter writes)'),
      prompt,
      html(
        'div',
        { class: 'beside' },
        html('div', {}, html('label', { for: 'length' }, `${writes} to write`), length),
        html('div', {}, html('label', { for: 'temperature' }, 'temperature ', shown), temperature),
      ),
      html('p', { class: 'how' }, 'At a low temperature the likeliest comes, at a high one it dares more.'),
    ),
    ask: () => {
      if (writing) stop();
      else write();
    },
    clear: () => {
      stop();
      byId('answer').replaceChildren();
      prompt.value = '';
      prompt.focus();
    },
  };
}

/** The lines of an answer as they come. */
async function* linesOf(response: Response): AsyncGenerator<WrittenLine> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value = '' } = await reader.read();
    const lines = (rest + value).split('\n');
    // Only a refusal has no end of line.
    rest = done ? '' : lines.pop()!;
    for (const line of lines) if (line !== '') yield JSON.parse(line);
    if (done) return;
  }
}
