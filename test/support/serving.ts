/** `lockstep serve` as a process, and its callers. */
import { type Client, Metadata } from '@grpc/grpc-js';
import { ServingService } from '../../proto/services.ts';
import { start } from './lockstep.ts';

/** What a model of digits is asked about and answers. */
interface Reply {
  readonly status: number;
  readonly predictions?: readonly (readonly number[])[];
  readonly outputs?: readonly (readonly number[])[];
  readonly classes?: readonly string[];
  readonly error?: string;
}

/** Serves a run of paced-digits on free ports; ended with the test. */
export async function serving(run: string, flags: readonly string[] = []) {
  const args = ['serve', run, '--port', '0', '--grpc-port', '0', '--deadline', '600000', ...flags];
  const process = start(args);
  const [, scheme, port] = await process.prints(/answers at (https?):\/\/[^/]*?:(\d+)\//);
  const [, grpcPort] = await process.prints(/gRPC on port (\d+)/);
  const url = `${scheme}://127.0.0.1:${port}`;
  const model = `${url}/v1/models/paced-digits`;
  const predict = async (body: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${model}:predict`, { method: 'POST', body: text, headers });
    return { status: response.status, ...((await response.json()) as object) };
  };
  return { process, url, model, predict, grpcPort: Number(grpcPort) };
}

type Instance = { json: string } | { text: string };

/** One call over gRPC. */
export function ask(client: Client, instances: readonly Instance[], deadline?: number) {
  const { path, requestSerialize, responseDeserialize } = ServingService.predict;
  type Request = Parameters<typeof requestSerialize>[0];
  return new Promise<ReturnType<typeof responseDeserialize>>((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      { instances } as Request,
      new Metadata(),
      deadline === undefined ? {} : { deadline },
      (error, value) => (error ? reject(error) : resolve(value!)),
    );
  });
}
