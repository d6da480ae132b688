/** A pad to draw a digit on: by mouse, pen, finger, or keys. */
import { html } from './dom.ts';

const SIDE = 280;
const PEN = 22;
/** How far an arrow key moves the pen. */
const STRIDE = 14;

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STRIDE, 0],
  ArrowRight: [STRIDE, 0],
  ArrowUp: [0, -STRIDE],
  ArrowDown: [0, STRIDE],
};
const HOW = 'Draw a digit. With keys: arrows move the pen, Shift and arrows draw, Enter asks.';

/** @param onDrawn called at the end of a stroke, and for Enter */
export function drawingPad(onDrawn: () => void) {
  const canvas = html('canvas', {
    id: 'pad',
    width: SIDE,
    height: SIDE,
    tabindex: 0,
    role: 'img',
    'aria-label': HOW,
  });
  const context = canvas.getContext('2d')!;
  let [x, y] = [SIDE / 2, SIDE / 2];
  let drawing = false;

  const clear = () => {
    context.fillStyle = '#000';
    context.fillRect(0, 0, SIDE, SIDE);
    Object.assign(context, { strokeStyle: '#fff', lineWidth: PEN, lineCap: 'round', lineJoin: 'round' });
    [x, y] = [SIDE / 2, SIDE / 2];
  };
  const moveTo = (toX: number, toY: number, draws: boolean) => {
    if (draws) {
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(toX, toY);
      context.stroke();
    }
    [x, y] = [toX, toY];
  };
  const placeOf = ({ offsetX, offsetY }: PointerEvent): [number, number] => {
    const scale = SIDE / canvas.clientWidth;
    return [offsetX * scale, offsetY * scale];
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    moveTo(...placeOf(event), false);
    moveTo(x, y, true);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drawing) moveTo(...placeOf(event), true);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(end, () => {
      if (drawing) onDrawn();
      drawing = false;
    });
  }
  canvas.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') return onDrawn();
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const within = (value: number) => Math.min(SIDE - PEN, Math.max(PEN, value));
    moveTo(within(x + move[0]), within(y + move[1]), event.shiftKey);
  });
  clear();
  return {
    element: html('div', {}, html('p', { class: 'how' }, HOW), canvas),
    instance: () => ({ b64: canvas.toDataURL('image/png').split(',')[1] }),
    clear: () => {
      clear();
      canvas.focus();
    },
  };
}
