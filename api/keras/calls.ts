/** Which call of a layer gives a tensor: `[layer, call, output]` in a functional model. Pure. */

/** A layer as a functional model lists it. */
interface Listed {
  readonly class_name: string;
  readonly config: { readonly name: string };
  readonly inbound_nodes?: readonly (readonly Tensor[])[];
}
type Tensor = readonly [layer: string, call: number, output: number, ...unknown[]];

export function isFunctional(className: unknown): boolean {
  return className === 'Functional' || className === 'Model';
}

/**
 * A functional model's configuration with the calls of models inside of it counted by one more or less. tfjs
 * counts as call 0 what a model was made with; Keras 3 does so for functional models, and only in
 * `output_layers`.
 */
export function renumbered(config: Readonly<Record<string, unknown>>, by: 1 | -1): Record<string, unknown> {
  const layers = config.layers as readonly Listed[];
  const classes = new Map(layers.map(({ class_name, config: { name } }) => [name, class_name]));
  const shift = ([layer, call, ...rest]: Tensor, functionalToo: boolean) => {
    const kind = classes.get(layer);
    const moves = kind === 'Sequential' || (functionalToo && isFunctional(kind));
    return [layer, moves ? call + by : call, ...rest];
  };
  return {
    ...config,
    layers: layers.map((layer) => ({
      ...layer,
      inbound_nodes: layer.inbound_nodes?.map((call) => call.map((tensor) => shift(tensor, true))),
    })),
    output_layers: (config.output_layers as readonly Tensor[]).map((tensor) => shift(tensor, false)),
  };
}
