import { join } from 'node:path';
import { sizeOf } from '../../base/arrays.ts';
import type { EngineChoice } from '../../base/engines.ts';
import { cacheDir } from '../flags.ts';
import { type Writing, writerOf, written } from '../input/writer.ts';
import { openSavedModel } from '../saved-model.ts';
import { engineOf } from '../saved-run.ts';
import { Terminal } from '../terminal/terminal.ts';

export interface GenerateFlags extends Writing {
  dataDir?: string;
  engine: EngineChoice;
}

/** `lockstep generate`: text that a model of the next word or letter writes, token by token. */
export async function generateText(path: string, flags: GenerateFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const run = await openSavedModel(path);
  const where = { dataDir: flags.dataDir, cacheDir: join(cacheDir(), 'datasets'), allowDownload: false };
  const writer = await writerOf(run, where);
  const [input] = run.job.data.inputs;
  const ids = { min: 0, max: writer.vocabulary.tokens.length - 1, whole: true };
  const engine = await engineOf(run, flags.engine, { [input!.name]: ids }, signal);
  const targets = run.job.data.targets.map(({ shape, encoding }) =>
    encoding.kind === 'ids' ? new Int32Array(sizeOf(shape)) : new Float32Array(sizeOf(shape)),
  );
  try {
    const answer = async (read: Int32Array) => {
      signal.throwIfAborted();
      const [outputs] = await engine.predict({ size: 1, inputs: [read], targets });
      return outputs!;
    };
    let text = '';
    for await (const piece of written(writer, flags, answer)) {
      text += piece;
      terminal.show(text.slice(-200).replaceAll('\n', ' '));
    }
    terminal.clear();
    terminal.print(text);
  } finally {
    await engine.close();
  }
}
