import type { TF } from '../../../api/job.ts';
import { useComplexGradients } from './complex.ts';
import { useConvolutionGradients } from './convolutions.ts';
import { useDiscreteGradients } from './discrete.ts';
import { useImageGradients } from './images.ts';
import { useKinkGradients } from './kinks.ts';
import { usePickingGradients } from './picking.ts';
import { usePoolingGradients } from './pooling.ts';
import { useProductGradients } from './products.ts';

/** tfjs is one for all engines of a process. */
let used = false;

/** Gradients that tfjs 4.22 lacks or has wrong. Each file says which, and whose report it was. */
export function useGradients(tf: TF): void {
  if (used) return;
  used = true;
  useDiscreteGradients(tf);
  useKinkGradients(tf);
  useProductGradients(tf);
  usePickingGradients(tf);
  useImageGradients(tf);
  useConvolutionGradients(tf);
  usePoolingGradients(tf);
  // The last, since it wraps the others.
  useComplexGradients(tf);
}
