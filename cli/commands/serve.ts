import { join } from 'node:path';
import { within } from '../../base/abort.ts';
import type { EngineChoice } from '../../base/engines.ts';
import { isLoopback } from '../../net/listener.ts';
import { cacheDir, readToken } from '../flags.ts';
import { aborted } from '../interrupt.ts';
import { type ProtectionFlags, protection } from '../protection.ts';
import { openSavedModel } from '../saved-model.ts';
import { engineOf } from '../saved-run.ts';
import { serveModelGrpc } from '../serve/grpc.ts';
import { serveModelHttp } from '../serve/http.ts';
import { ServedModel } from '../serve/model.ts';
import { Service } from '../serve/service.ts';
import { Terminal } from '../terminal/terminal.ts';

export interface ServeFlags extends ProtectionFlags {
  host: string;
  port: number;
  grpcPort: number;
  maxBatch: number;
  maxDelay: number;
  maxQueue: number;
  deadline: number;
  tokenFile?: string;
  dataDir?: string;
  engine: EngineChoice;
}

/** `lockstep serve`: answers with a trained model over HTTP and gRPC until it is stopped. */
export async function serveRun(path: string, flags: ServeFlags, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal();
  const { host, maxBatch, deadline } = flags;
  const tls = protection('coordinator', flags, [host], (text) => process.stderr.write(`${text}\n`));
  const token = isLoopback(host) ? undefined : readToken(flags.tokenFile);
  const run = await openSavedModel(path);
  const { substitute } = run.dataset;
  const where = { dataDir: flags.dataDir, cacheDir: join(cacheDir(), 'datasets'), allowDownload: false };
  const engine = await engineOf(run, flags.engine, {}, signal);
  try {
    const model = new ServedModel(run, { ...where, substitute }, engine, maxBatch);
    await model.warmUp();
    const limits = { maxBatch, maxDelayMs: flags.maxDelay, maxQueue: flags.maxQueue };
    const service = new Service(model, limits, deadline);
    const http = await serveModelHttp(service, { host, port: flags.port, token, tls });
    try {
      const grpc = await serveModelGrpc(service, { host, port: flags.grpcPort, token, tls });
      const at = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${http.port}`;
      terminal.print(`${model.facts.name} answers at ${at}/ and ${at}/v1/models/${model.facts.name}:predict`);
      terminal.print(`gRPC on port ${grpc.port}; ${engine.info.backend} on ${engine.info.device}`);
      await aborted(signal);
      await within(deadline, 'the last answers', service.close()).catch(() => undefined);
      await grpc.close();
    } finally {
      await http.close();
    }
  } finally {
    await engine.close();
  }
}
