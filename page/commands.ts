/** The buttons: commands to the run. */
import type { CommandReply, Order } from '../proto/commands.ts';
import { isAtRest } from '../proto/snapshot.ts';
import { byId, html } from './dom.ts';
import type { Run } from './run.ts';

const TOKEN = 'lockstep-token';

/** Asks with the browser's own dialog; undefined when it is left. */
function ask(
  question: string,
  input: Readonly<Record<string, string>> | undefined,
): Promise<string | undefined> {
  const field = input && html('input', { required: '', ...input });
  const label = html('label', {}, question, ...(field ? [field] : []));
  const buttons = html(
    'div',
    { class: 'buttons' },
    html('button', { value: 'yes', class: 'main' }, 'OK'),
    html('button', { value: '', formnovalidate: '' }, 'Cancel'),
  );
  const dialog = html('dialog', {}, html('form', { method: 'dialog' }, label, buttons));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes' ? (field?.value ?? '') : undefined);
    });
  });
}

/** Sends an order. Where the coordinator wants the join token, asks the user for it; the browser tab remembers it. */
async function send(order: Order): Promise<CommandReply> {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch('commands', { method: 'POST', headers, body: JSON.stringify(order) });
  if (response.status !== 401) return (await response.json()) as CommandReply;
  sessionStorage.removeItem(TOKEN);
  const given = await ask('Join token of the run', { type: 'password', autocomplete: 'off' });
  if (!given) return { ok: false, message: 'this command needs the join token of the run' };
  sessionStorage.setItem(TOKEN, given);
  return await send(order);
}

async function orderOf(name: string): Promise<Order | undefined> {
  switch (name) {
    case 'learning-rate': {
      const value = await ask('Learning rate from the next step on', {
        type: 'number',
        step: 'any',
        min: '0',
      });
      return value ? { command: 'learning-rate', value: Number(value) } : undefined;
    }
    case 'stop':
      return (await ask('End the run here? Its model is kept, and it can be resumed.', undefined)) ===
        undefined
        ? undefined
        : { command: 'stop' };
    default:
      return { command: name as 'pause' | 'resume' | 'checkpoint' };
  }
}

/** Makes the buttons work. */
export function openCommands(): void {
  const said = byId('said');
  for (const button of byId('commands').querySelectorAll('button')) {
    button.addEventListener('click', async () => {
      try {
        const order = await orderOf(button.value);
        if (!order) return;
        said.textContent = `${order.command} …`;
        const { ok, message } = await send(order);
        said.className = ok ? '' : 'bad';
        said.textContent = `${order.command}: ${message}`;
      } catch {
        said.className = 'bad';
        said.textContent = 'the coordinator does not answer';
      }
    });
  }
}

export function drawCommands({ head }: Run): void {
  byId('commands').hidden = isAtRest(head.state);
  for (const button of byId('commands').querySelectorAll('button')) {
    if (button.value === 'pause') button.hidden = head.state === 'paused';
    if (button.value === 'resume') button.hidden = head.state !== 'paused';
  }
}
