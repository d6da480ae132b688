import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import type { TF } from '../../api/job.ts';
import type { Kwargs, Node } from './internals.ts';

type Tensor = readonly [layer: string, call: number, output: number, said?: Kwargs | null];
type FromConfig = (type: unknown, config: object, customObjects: object, fastWeightInit?: boolean) => object;
type Classes = Readonly<Record<string, [type: unknown, fromConfig: FromConfig]>>;

interface Listed {
  readonly name: string;
  readonly className: string;
  readonly config: object;
  readonly inboundNodes: readonly (readonly Tensor[])[];
}

interface Config {
  readonly name: string;
  readonly layers: readonly Listed[];
  readonly inputLayers: readonly Tensor[];
  readonly outputLayers: readonly Tensor[];
  readonly customObjects?: Classes;
}

interface Made {
  readonly inboundNodes: readonly Node[];
  setFastWeightInitDuringBuild(fast: boolean): void;
  apply(inputs: unknown, said: Kwargs): unknown;
}

/**
 * Makes a saved functional model with the calls of each layer in the order in which they are listed, as Keras does: a
 * tensor is named by the number of the call that gives it. Where a call waited for its input, tfjs made the layer's
 * next one first, so that of a(b(a(x))) and a(y) each was taken for the other.
 */
export function useCallsInOrder(tf: TF): void {
  const classes = tf.serialization.SerializationMap.getMap().classNameMap as unknown as Classes;
  for (const className of ['Model', 'Functional']) {
    classes[className]![1] = (type, config, _, fastWeightInit = false) =>
      modelOf(type as new (parts: object) => LayersModel, config as Config, classes, fastWeightInit);
  }
}

function modelOf(
  type: new (parts: object) => LayersModel,
  { name, layers, inputLayers, outputLayers, customObjects = {} }: Config,
  classes: Classes,
  fastWeightInit: boolean,
): LayersModel {
  const made = new Map<string, Made>();
  const waiting = new Map<string, (readonly Tensor[])[]>();
  for (const { name, className, config, inboundNodes } of layers) {
    const known = customObjects[className] ?? classes[className];
    if (!known) throw new Error(`Unknown layer: ${className}. `);
    const layer = known[1](known[0], { ...config, customObjects }, {}, fastWeightInit) as Made;
    layer.setFastWeightInitDuringBuild(fastWeightInit);
    made.set(name, layer);
    waiting.set(name, [...inboundNodes]);
  }
  const tensorOf = ([layer, call, output]: Tensor): SymbolicTensor | undefined =>
    made.get(layer)?.inboundNodes[call]?.outputTensors[output];

  for (let calls = -1; calls !== 0; ) {
    calls = 0;
    for (const [name, own] of waiting) {
      for (let inputs = inputsOf(own, tensorOf); inputs; inputs = inputsOf(own, tensorOf)) {
        const said = own.shift()!.at(-1)?.[3] ?? {};
        made.get(name)!.apply(inputs.length === 1 ? inputs[0] : inputs, said);
        calls++;
      }
    }
  }
  const [left] = [...waiting].find(([, own]) => own.length > 0) ?? [];
  if (left) throw new Error(`layer ${left} is called with what no other layer gives`);

  const ends = (tensors: readonly Tensor[]) =>
    tensors.map((tensor) => {
      const end = tensorOf(tensor);
      if (!end)
        throw new Error(`${tensor.slice(0, 3).join(', ')} is an end of model ${name}, and no layer gives it`);
      return end;
    });
  return new type({ inputs: ends(inputLayers), outputs: ends(outputLayers), name });
}

/** What the first of the calls is made with, where there is one and all of it is there. */
function inputsOf(
  [call]: readonly (readonly Tensor[])[],
  tensorOf: (tensor: Tensor) => SymbolicTensor | undefined,
): SymbolicTensor[] | undefined {
  const inputs = call?.map(tensorOf) ?? [];
  return inputs.length > 0 && inputs.every((one) => one !== undefined) ? inputs : undefined;
}
