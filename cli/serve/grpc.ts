import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { LockstepError, nameError } from '../../base/errors.ts';
import { requireToken } from '../../net/grpc-token.ts';
import { isLoopback } from '../../net/listener.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { ServingService } from '../../proto/services.ts';
import { toStatus } from '../../proto/status.ts';
import { type Listening, MOST_BYTES } from './http.ts';
import { inPlace, type Service } from './service.ts';

type Asked = lockstep.v1.PredictRequest;
type Answered = lockstep.v1.IPredictResponse;

/** Most calls that one connection may have open. */
const MAX_CALLS = 256;
/** How long open calls may take to end, in ms. */
const END_MS = 2_000;

/** Serves a model over gRPC. @returns the port @throws LockstepError ADDRESS_IN_USE */
export async function serveModelGrpc(
  service: Service,
  { host, port, token, tls }: Listening,
): Promise<{ port: number; close(): Promise<void> }> {
  const open = token === undefined || isLoopback(host);
  const server = new Server({
    'grpc.max_receive_message_length': MOST_BYTES,
    'grpc.max_concurrent_streams': MAX_CALLS,
    'grpc.enable_channelz': 0,
    interceptors: open
      ? []
      : [requireToken(token, 'the token is missing or wrong. Send it as lockstep-token')],
  });
  server.addService(ServingService, {
    predict: (call: ServerUnaryCall<Asked, Answered>, callback: sendUnaryData<Answered>) => {
      predict(service, call).then(
        (answer) => callback(null, answer),
        (raw) => callback(toStatus(nameError(raw))),
      );
    },
  });
  new HealthImplementation({ '': 'SERVING' }).addToServer(server);
  const { cert, key } = tls?.context ?? {};
  const credentials =
    cert && key
      ? ServerCredentials.createSsl(null, [
          { cert_chain: Buffer.from(cert as Buffer), private_key: Buffer.from(key as Buffer) },
        ])
      : ServerCredentials.createInsecure();
  const address = host.includes(':') ? `[${host}]` : host;
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${address}:${port}`, credentials, (cause, bound) =>
      cause ? reject(taken(`${address}:${port}`, cause)) : resolve(bound),
    );
  });
  return {
    port: bound,
    close: async () => {
      const cut = setTimeout(() => server.forceShutdown(), END_MS);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(cut);
    },
  };
}

function taken(address: string, cause: Error): LockstepError {
  return new LockstepError('ADDRESS_IN_USE', `cannot listen on ${address} (${cause.message})`, {
    hint: 'Choose another port with --grpc-port',
    cause,
  });
}

async function predict(service: Service, call: ServerUnaryCall<Asked, Answered>): Promise<Answered> {
  const { model, instances } = call.request;
  const { name } = service.model.facts;
  if (model && model !== name)
    throw new LockstepError('BAD_INPUT', `there is no model ${model}; this is ${name}`);
  const gone = new AbortController();
  call.once('cancelled', () => gone.abort(new LockstepError('ABORTED', 'the caller has gone')));
  const questions = async () => {
    if (instances.length === 0) throw new LockstepError('BAD_INPUT', 'there are no instances');
    return await Promise.all(instances.map((one, i) => inPlace(i, () => questionOf(service, one))));
  };
  const answers = await service.answer('grpc', questions, gone.signal, msUntil(call.getDeadline()));
  return {
    answers: answers.map(({ outputs, class: best, probabilities = {} }) => ({
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, values]) => [name, { values: [...values] }]),
      ),
      class: best ?? '',
      probabilities,
    })),
  };
}

function questionOf({ model }: Service, { json, text, file }: lockstep.v1.IInstance) {
  if (file) return model.file(file);
  if (text) return model.question(text);
  try {
    return model.question(JSON.parse(json ?? ''));
  } catch (cause) {
    throw new LockstepError('BAD_INPUT', 'it is no JSON', { hint: 'Give json, text or file', cause });
  }
}

/** gRPC has deadlines as dates. */
function msUntil(deadline: Date | number): number {
  const at = typeof deadline === 'number' ? deadline : deadline.getTime();
  return at - (performance.timeOrigin + performance.now());
}
