/** A trace as a text to read, after jax's jaxpr (https://docs.jax.dev/en/latest/jaxpr.html). Pure. */
import { FLOAT32, INT32, type Trace, type ValueType } from '../../engine/compiled/trace.ts';

/** Constants of more numbers are shown as their type alone. */
const MOST_NUMBERS = 8;
const TYPES: Readonly<Record<number, string>> = {
  [FLOAT32]: 'f32',
  [INT32]: 'i32',
  10: 'bool',
  14: 'bf16',
  19: 'f16',
};

/**
 * The inputs with their types, a line an op, the outputs:
 *
 *     (x:f32[2,3], w:f32[3,4])
 *     a:f32[2,4] = MatMul x w
 *     b:f32[4,2] = Transpose a [1,0]
 *     return b
 *
 * Results are named in their order, by letters that no input has, so that equal computations have equal texts. Constants stand where they are read.
 * Types and flags that are not set are left out.
 */
export function textOf({ types, inputs, constants, ops, outputs }: Trace): string {
  const names = new Map([...inputs].map(([name, value]) => [value, name]));
  const typed = (value: number) => `${nameOf(value)}:${typeText(types[value]!)}`;
  const nameOf = (value: number): string => {
    const bytes = constants.get(value);
    return names.get(value) ?? (bytes ? constantText(types[value]!, bytes) : '?');
  };
  let count = 0;
  const nextName = (): string => {
    const name = letters(count++);
    return inputs.has(name) ? nextName() : name;
  };
  const lines = ops.map(({ name, attributes, inputs: read, outputs: given }) => {
    const said = attributes.filter(({ kind, value }) => kind !== 'type' && value !== false);
    const settings = said.map((one) => `${one.name}=${JSON.stringify(one.value)}`).join(' ');
    const operation = [name, ...read.map(nameOf)].join(' ');
    for (const value of given) names.set(value, nextName());
    return `${given.map(typed).join(', ')} = ${operation}${settings && ` {${settings}}`}`;
  });
  return [
    `(${[...inputs.values()].map(typed).join(', ')})`,
    ...lines,
    `return ${outputs.map(nameOf).join(', ')}`,
  ].join('\n');
}

function typeText({ dtype, shape }: ValueType): string {
  return `${TYPES[dtype] ?? `type${dtype}`}[${shape}]`;
}

function constantText(type: ValueType, bytes: Uint8Array): string {
  const { dtype, shape } = type;
  if (dtype !== FLOAT32 && dtype !== INT32) return `const:${typeText(type)}`;
  const { buffer } = bytes.slice();
  const numbers = dtype === INT32 ? new Int32Array(buffer) : new Float32Array(buffer);
  if (shape.length === 0) return String(numbers[0]);
  return numbers.length > MOST_NUMBERS ? `const:${typeText(type)}` : `[${numbers}]`;
}

/** a to z, then aa, ab and so on. */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : `${letters(Math.floor(index / 26) - 1)}${last}`;
}
