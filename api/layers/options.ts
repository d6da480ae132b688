/** What every layer takes, and how options are written. */

/** A name, as `'glorotUniform'`, or what `tf.initializers`, `tf.regularizers` and `tf.constraints` make. */
export type Named = string | object;

export interface LayerOptions {
  readonly name?: string;
  readonly trainable?: boolean;
  /** Shape of a sample, for the first layer of a sequential model. */
  readonly inputShape?: readonly (number | null)[];
}

/** Options of a layer of which `Needed` have no default. */
export type Options<C, Needed extends keyof C = never> = Partial<C> & Pick<C, Needed> & LayerOptions;

/** A kernel and a bias, as most layers have them. */
export interface KernelConfig {
  readonly useBias: boolean;
  readonly kernelInitializer: Named;
  readonly biasInitializer: Named;
  readonly kernelRegularizer: Named | null;
  readonly biasRegularizer: Named | null;
  readonly activityRegularizer: Named | null;
  readonly kernelConstraint: Named | null;
  readonly biasConstraint: Named | null;
}
