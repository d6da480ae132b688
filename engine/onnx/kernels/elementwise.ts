import { float } from '../graph.ts';
import { DATA_TYPES } from '../proto.ts';
import type { Kernel, KernelCall, Kernels } from './kernel.ts';

/** The same op under ONNX's name. */
const plain =
  (op: string): Kernel =>
  (call) =>
    call.graph.node(op, call.inputs);

const number = (call: KernelCall, value: number, key = 'x') =>
  call.graph.scalar(value, call.type(key) === 'int32' ? 'int32' : 'float32');

/** ONNX knows logic on booleans alone, and tfjs sometimes counts with them. */
const SAME: Readonly<Record<string, string>> = {
  ...{ Abs: 'Abs', Acos: 'Acos', Acosh: 'Acosh', Asin: 'Asin', Asinh: 'Asinh', Atan: 'Atan', Atanh: 'Atanh' },
  ...{ Ceil: 'Ceil', Cos: 'Cos', Cosh: 'Cosh', Elu: 'Elu', Erf: 'Erf', Exp: 'Exp', Floor: 'Floor' },
  ...{ IsInf: 'IsInf', IsNan: 'IsNaN', Log: 'Log', LogicalNot: 'Not', Neg: 'Neg', Reciprocal: 'Reciprocal' },
  ...{
    Relu: 'Relu',
    Round: 'Round',
    Selu: 'Selu',
    Sigmoid: 'Sigmoid',
    Sign: 'Sign',
    Sin: 'Sin',
    Sinh: 'Sinh',
  },
  ...{ Softplus: 'Softplus', Sqrt: 'Sqrt', Tan: 'Tan', Tanh: 'Tanh' },
  ...{ Add: 'Add', Sub: 'Sub', Multiply: 'Mul', RealDiv: 'Div', Maximum: 'Max', Minimum: 'Min', Pow: 'Pow' },
  ...{
    Equal: 'Equal',
    Greater: 'Greater',
    GreaterEqual: 'GreaterOrEqual',
    Less: 'Less',
    LessEqual: 'LessOrEqual',
  },
  ...{ LogicalAnd: 'And', LogicalOr: 'Or', AddN: 'Sum', Prelu: 'PRelu' },
};

export const ELEMENTWISE: Kernels = {
  ...Object.fromEntries(Object.entries(SAME).map(([kernel, op]) => [kernel, plain(op)])),
  Identity: (call) => call.input('x'),
  Expm1: (call) => call.graph.node('Sub', [call.graph.node('Exp', call.inputs), number(call, 1)]),
  Log1p: (call) => call.graph.node('Log', [call.graph.node('Add', [...call.inputs, number(call, 1)])]),
  Rsqrt: (call) => call.graph.node('Reciprocal', [call.graph.node('Sqrt', call.inputs)]),
  Square: (call) => call.graph.node('Mul', [call.input('x'), call.input('x')]),
  SquaredDifference: (call) => {
    const difference = call.graph.node('Sub', call.inputs);
    return call.graph.node('Mul', [difference, difference]);
  },
  Relu6: (call) => call.graph.node('Clip', [call.input('x'), number(call, 0), number(call, 6)]),
  LeakyRelu: (call) =>
    call.graph.node('LeakyRelu', call.inputs, { alpha: float(call.attribute<number>('alpha')) }),
  Step: (call) => {
    const positive = call.graph.node('Greater', [call.input('x'), number(call, 0)]);
    return call.graph.node('Where', [
      positive,
      number(call, 1),
      number(call, call.attribute<number>('alpha')),
    ]);
  },
  ClipByValue: (call) => {
    const bound = (name: string) => number(call, call.attribute<number>(name));
    return call.graph.node('Clip', [call.input('x'), bound('clipValueMin'), bound('clipValueMax')]);
  },
  NotEqual: (call) => call.graph.node('Not', [call.graph.node('Equal', call.inputs)]),
  IsFinite: ({ graph, inputs }) => {
    const odd = graph.node('Or', [graph.node('IsNaN', inputs), graph.node('IsInf', inputs)]);
    return graph.node('Not', [odd]);
  },
  FloorDiv: (call) => {
    const { graph } = call;
    if (call.type('a') === 'float32') return graph.node('Floor', [graph.node('Div', call.inputs)]);
    const wide = call.inputs.map((value) => graph.cast(value, DATA_TYPES.float32));
    return graph.cast(graph.node('Floor', [graph.node('Div', wide)]), DATA_TYPES.int32);
  },
  /** The sign of the divisor, as ONNX has it for integers alone. */
  Mod: (call) => {
    const { graph } = call;
    const [a, b] = call.inputs as [string, string];
    if (call.type('a') === 'int32') return graph.node('Mod', [a, b]);
    const whole = graph.node('Floor', [graph.node('Div', [a, b])]);
    return graph.node('Sub', [a, graph.node('Mul', [whole, b])]);
  },
  Select: (call) => call.graph.node('Where', [call.input('condition'), call.input('t'), call.input('e')]),
  Cast: (call) => call.graph.cast(call.input('x'), DATA_TYPES[call.output().type]),
  Softmax: (call) => call.graph.node('Softmax', call.inputs, { axis: -1 }),
  LogSoftmax: (call) => call.graph.node('LogSoftmax', call.inputs, { axis: call.attribute<number>('axis') }),
};
