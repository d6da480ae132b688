import { Duplex } from 'node:stream';
import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { CHUNK_BYTES, MAX_MESSAGE_BYTES, PeersService } from '../../proto/services.ts';
import type { Carrier } from './mesh-endpoint.ts';
import { addressInUse, type ListenOptions } from './tcp.ts';

type Piece = lockstep.v1.Piece.$Properties;

/** The half of a gRPC call that both its ends share. */
interface Call extends NodeJS.EventEmitter {
  write(piece: Piece, done: () => void): boolean;
  end(): void;
  pause(): void;
  resume(): void;
}

const LINK_CLOSED = { code: status.CANCELLED, details: 'the link is closed' };

/** Links as gRPC streams, for networks that let nothing else through. @throws LockstepError ADDRESS_IN_USE */
export async function carryOverGrpc(
  { host, port }: ListenOptions,
  onStream: (stream: Duplex) => void,
): Promise<Carrier> {
  const options = { 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES };
  const server = new Server(options);
  server.addService(PeersService, {
    // Destroying a server's call leaves the other side waiting; an error ends it there too.
    link: (call: Call) => onStream(new CallStream(call, () => void call.emit('error', LINK_CLOSED))),
  });
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`0.0.0.0:${port}`, ServerCredentials.createInsecure(), (cause, bound) => {
      if (cause) reject(addressInUse(port, cause));
      else resolve(bound);
    });
  });
  return {
    address: `${host}:${bound}`,
    dial: (address) => {
      const client = new Client(address, credentials.createInsecure(), options);
      const { path, requestSerialize, responseDeserialize } = PeersService.link;
      const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, new Metadata());
      const stream = new CallStream(call as unknown as Call, () => call.cancel());
      stream.once('close', () => client.close());
      return stream;
    },
    close: async () => server.forceShutdown(),
  };
}

/** The bytes of a gRPC call as a stream, cut into pieces below the largest message. */
class CallStream extends Duplex {
  readonly #call: Call;
  readonly #cancel: () => void;

  constructor(call: Call, cancel: () => void) {
    super();
    this.#call = call;
    this.#cancel = cancel;
    call.on('data', ({ data }: Piece) => {
      if (data && !this.push(data)) call.pause();
    });
    call.on('end', () => this.push(null));
    call.on('cancelled', () => this.destroy());
    call.on('error', (error: ServiceError) => this.destroy(error));
  }

  override _read(): void {
    this.#call.resume();
  }

  override _write(bytes: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    let left = Math.max(1, Math.ceil(bytes.byteLength / CHUNK_BYTES));
    const written = () => {
      left -= 1;
      if (left === 0) done();
    };
    const pieces = left;
    for (let i = 0; i < pieces; i++) {
      this.#call.write({ data: bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES) }, written);
    }
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#call.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#cancel();
    done(error);
  }
}
