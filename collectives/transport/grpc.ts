import { Duplex } from 'node:stream';
import { createSecureContext } from 'node:tls';
import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { ROLES } from '../../net/certificates.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { CHUNK_BYTES, MAX_MESSAGE_BYTES, PeersService } from '../../proto/services.ts';
import type { Carrier, OnStream } from './mesh-endpoint.ts';
import { type ListenOptions, listenForPeers } from './tcp.ts';

type Piece = lockstep.v1.Piece.$Properties;

/** The half of a gRPC call that both its ends share. */
interface Call extends NodeJS.EventEmitter {
  write(piece: Piece, done: () => void): boolean;
  end(): void;
  pause(): void;
  resume(): void;
  /** `address:port` of the other side. */
  getPeer(): string;
}

/** Most open calls of one connection: a peer needs one, and a second one while it links again. */
const MAX_CALLS = 4;
const LINK_CLOSED = { code: status.CANCELLED, details: 'the link is closed' };

/** Links as gRPC streams, for networks that let only HTTP/2 through. @throws LockstepError ADDRESS_IN_USE */
export async function carryOverGrpc(where: ListenOptions, onStream: OnStream): Promise<Carrier> {
  const { host, tls } = where;
  const limits = { 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES, 'grpc.enable_channelz': 0 };
  const server = new Server({ ...limits, 'grpc.max_concurrent_streams': MAX_CALLS });
  server.addService(PeersService, {
    // Destroying a server's call would leave the other side waiting; an error ends both.
    link: (call: Call) =>
      onStream(new CallStream(call, () => void call.emit('error', LINK_CLOSED)), () =>
        listener.know(call.getPeer()),
      ),
  });
  // The listener does TLS, so gRPC sees plain streams.
  const calls = server.createConnectionInjector(ServerCredentials.createInsecure());
  const listener = await listenForPeers(where, (stream) => calls.injectConnection(stream));
  const channel = tls
    ? credentials.createFromSecureContext(createSecureContext(tls.context))
    : credentials.createInsecure();
  const named = tls && { 'grpc.ssl_target_name_override': ROLES.worker };
  return {
    address: `${host}:${listener.port}`,
    dial: (address) => {
      const client = new Client(address, channel, { ...limits, ...named });
      const { path, requestSerialize, responseDeserialize } = PeersService.link;
      const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, new Metadata());
      const stream = new CallStream(call as unknown as Call, () => call.cancel());
      stream.once('close', () => client.close());
      return stream;
    },
    close: async () => {
      server.forceShutdown();
      await listener.close();
    },
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
