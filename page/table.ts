import { html } from './dom.ts';

/** A table that scrolls in its own box. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const names = head.map((text) => html('th', { scope: 'col' }, text));
  const body = rows.map((cells) => html('tr', {}, ...cells.map((text) => html('td', {}, text))));
  const parts = [html('thead', {}, html('tr', {}, ...names)), html('tbody', {}, ...body)];
  return html('div', { class: 'scroll', tabindex: 0 }, html('table', {}, ...parts));
}
