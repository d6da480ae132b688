/** The page of `lockstep serve`: a question for the model, and what it says. */
import type { ModelFacts, PredictReply } from '../proto/serving.ts';
import { drawAnswer, drawTrouble } from './answer.ts';
import { type Desk, post } from './asking.ts';
import { byId, html } from './dom.ts';
import { drawingPad } from './pad.ts';
import { writingDesk } from './writing.ts';

/** Where a question is put, and how it becomes an instance of a request. */
interface Question {
  readonly element: HTMLElement;
  /** @throws SyntaxError for what is no JSON */
  instance(): unknown;
  clear(): void;
}

const facts: ModelFacts = JSON.parse(byId('data').textContent ?? 'null');
const desk = facts.writes ? writingDesk(facts) : questionDesk();

/** A question that is answered at once. */
function questionDesk(): Desk {
  let asked = 0;
  /** Of several questions that are under way, the answer of the last one is shown. */
  const ask = async () => {
    const turn = ++asked;
    try {
      const response = await post(`v1/models/${facts.name}:predict`, { instances: [question.instance()] });
      const reply: PredictReply & { error?: string } = await response.json();
      if (turn !== asked) return;
      if (reply.error === undefined) drawAnswer(reply);
      else drawTrouble(reply.error);
    } catch (error) {
      if (turn === asked)
        drawTrouble(error instanceof SyntaxError ? 'This is no JSON.' : 'The server does not answer.');
    }
  };
  const question = questionOf(facts, ask);
  const clear = () => {
    asked++;
    question.clear();
  };
  return { element: question.element, ask, clear };
}

function questionOf({ takes, fields }: ModelFacts, ask: () => void): Question {
  switch (takes) {
    case 'digit':
      return drawingPad(ask);
    case 'text':
      return field('A text', '', (text) => text, ask);
    case 'picture':
      return picture();
    case 'row':
      return field('A row, as JSON', rowOf(fields), JSON.parse, ask);
    case 'numbers':
      return field('Numbers, as JSON', fields.length > 1 ? rowOf(fields) : '[]', JSON.parse, ask);
  }
}

const rowOf = (fields: readonly string[]) =>
  JSON.stringify(Object.fromEntries(fields.map((name) => [name, ''])), null, 2);

function field(label: string, begin: string, read: (text: string) => unknown, ask: () => void): Question {
  const area = html('textarea', { id: 'field', rows: 6, 'aria-keyshortcuts': 'Control+Enter' });
  area.value = begin;
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) ask();
  });
  const how = html('label', { for: 'field' }, `${label} (Ctrl+Enter asks)`);
  return {
    element: html('div', {}, how, area),
    instance: () => read(area.value),
    clear: () => {
      area.value = begin;
      area.focus();
    },
  };
}

function picture(): Question {
  const input = html('input', { id: 'file', type: 'file', accept: 'image/*' });
  let b64 = '';
  input.addEventListener('change', async () => {
    const bytes = new Uint8Array((await input.files?.[0]?.arrayBuffer()) ?? new ArrayBuffer(0));
    b64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return {
    element: html('div', {}, html('label', { for: 'file' }, 'A picture'), input),
    instance: () => ({ b64 }),
    clear: () => {
      input.value = '';
      b64 = '';
    },
  };
}

byId('model').textContent = document.title = facts.name;
byId('about').textContent = `trained on ${facts.provenance}`;
byId('question').append(desk.element);
byId('ask').addEventListener('click', desk.ask);
byId('clear').addEventListener('click', desk.clear);
