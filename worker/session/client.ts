import { createHash } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { again } from '../../base/again.ts';
import { type Chunks, cut, shared } from '../../base/chunks.ts';
import { steadyClock } from '../../base/clock.ts';
import { LockstepError } from '../../base/errors.ts';
import { type Certificates, ROLES } from '../../net/certificates.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import {
  CHUNK_BYTES,
  ControlService,
  DataService,
  MAX_FILE_BYTES,
  MAX_MESSAGE_BYTES,
  type Method,
  TOKEN_KEY,
} from '../../proto/services.ts';
import { fromStatus } from '../../proto/status.ts';
import type { SealedFile } from '../checkpoint/archive.ts';
import { probe } from './probe.ts';

export type Directive = lockstep.v1.Directive & lockstep.v1.Directive.$Shape;
export type RecordPiece = lockstep.v1.RecordPiece & lockstep.v1.RecordPiece.$Shape;

/** The half of a session that goes to the coordinator. */
export interface SessionStream {
  send(report: lockstep.v1.Report.$Properties): void;
  /** Ends the session; resolves when the coordinator has received all reports, or after a second. */
  end(): Promise<void>;
}

export interface SessionEvents {
  onDirective(directive: Directive): void;
  /** The stream has ended; `error` says why, and is undefined where the coordinator ended it regularly. */
  onEnd(error: LockstepError | undefined): void;
}

const CLOSE_DEADLINE_MS = 1_000;
/** A download that arrives damaged is tried again: it may be the network. */
const DAMAGED = { after: ['CHECKPOINT'], attempts: 4, pauseMs: 250 } as const;
/** Time without a connection after which the client probes for the reason, in ms. */
const ATTEMPT_MS = 2_000;

/** What a session needs of the coordinator; simulations replace it. */
export type CoordinatorLink = Pick<CoordinatorClient, 'register' | 'openSession' | 'upload' | 'download'>;

/** A worker's connection to the coordinator. Every call carries the join token. */
export class CoordinatorClient {
  readonly address: string;
  readonly #tls: Certificates | undefined;
  readonly #client: Client;
  readonly #metadata = new Metadata();

  constructor(address: string, token: string, tls?: Certificates) {
    this.address = address;
    this.#tls = tls;
    this.#metadata.set(TOKEN_KEY, token);
    const channel = tls
      ? credentials.createFromSecureContext(createSecureContext(tls.context))
      : credentials.createInsecure();
    this.#client = new Client(address, channel, {
      ...(tls && { 'grpc.ssl_target_name_override': ROLES.coordinator }),
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      'grpc.keepalive_time_ms': 10_000,
      'grpc.keepalive_timeout_ms': 5_000,
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 2_000,
    });
  }

  /** @throws LockstepError UNREACHABLE after `deadlineMs`, or the coordinator's refusal */
  async register(
    request: lockstep.v1.RegisterRequest.$Properties,
    deadlineMs: number,
  ): Promise<lockstep.v1.RegisterResponse> {
    await this.#reachable(deadlineMs);
    const { path, requestSerialize, responseDeserialize } = ControlService.register;
    return await new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        this.#metadata,
        { deadline: Date.now() + deadlineMs },
        (error, response) => (response ? resolve(response) : reject(this.#wrap(error!))),
      );
    });
  }

  /** Waits until the coordinator can be called. @throws LockstepError that says why it cannot */
  async #reachable(deadlineMs: number): Promise<void> {
    const giveUpAt = steadyClock() + deadlineMs;
    for (;;) {
      const ms = Math.min(giveUpAt - steadyClock(), ATTEMPT_MS);
      const error = await new Promise<Error | undefined>((resolve) => {
        this.#client.waitForReady(Date.now() + ms, resolve);
      });
      if (!error) return;
      const trouble = await probe(this.address, this.#tls);
      if (trouble?.code === 'UNAUTHENTICATED') throw trouble;
      if (steadyClock() < giveUpAt) continue;
      throw trouble ?? this.#unreachable(deadlineMs, error);
    }
  }

  #unreachable(deadlineMs: number, cause: Error): LockstepError {
    const what = `no coordinator answers at ${this.address} within ${deadlineMs / 1000} s`;
    return new LockstepError('UNREACHABLE', what, {
      hint: 'Check the address, that the coordinator runs, and that no firewall is between',
      cause,
    });
  }

  /** Opens the session's stream; whatever goes wrong is told to `events.onEnd`. */
  openSession(events: SessionEvents): SessionStream {
    const { path, requestSerialize, responseDeserialize } = ControlService.session;
    const stream = this.#client.makeBidiStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      this.#metadata,
    );
    let over = false;
    let close = () => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const end = (error?: LockstepError) => {
      if (over) return;
      over = true;
      close();
      events.onEnd(error);
    };
    stream.on('data', (directive: Directive) => events.onDirective(directive));
    stream.on('end', () => end());
    stream.on('error', (error: ServiceError) => end(this.#wrap(error)));
    return {
      send: (report) => {
        if (!over) stream.write(report);
      },
      end: async () => {
        stream.end();
        const cut = setTimeout(() => stream.cancel(), CLOSE_DEADLINE_MS);
        await closed;
        clearTimeout(cut);
      },
    };
  }

  /**
   * Records of a split by number, or all of them where `records` is empty.
   * @throws LockstepError as the coordinator refuses, UNREACHABLE, or the signal's reason
   */
  async *read(
    request: lockstep.v1.ReadRequest.$Properties,
    signal: AbortSignal,
  ): AsyncGenerator<RecordPiece> {
    const {
      path,
      requestSerialize,
      responseDeserialize,
    }: Method<typeof request, unknown, unknown, RecordPiece> = DataService.read;
    const stream = this.#client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.#metadata,
    );
    const cancel = () => stream.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      yield* stream as AsyncIterable<RecordPiece>;
    } catch (error) {
      signal.throwIfAborted();
      throw this.#wrap(error as ServiceError);
    } finally {
      signal.removeEventListener('abort', cancel);
      stream.cancel();
    }
  }

  /**
   * A checkpoint of the run, its job or a blob of it, in memory that threads share.
   * @throws LockstepError CHECKPOINT when it keeps arriving damaged
   */
  async download(path: string, signal: AbortSignal): Promise<Chunks> {
    return await again(() => this.#download(path, signal), DAMAGED, signal);
  }

  async #download(path: string, signal: AbortSignal): Promise<Chunks> {
    const { download } = ControlService;
    const stream = this.#client.makeServerStreamRequest(
      download.path,
      download.requestSerialize,
      download.responseDeserialize,
      { path },
      this.#metadata,
    );
    const cancel = () => stream.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const pieces: Uint8Array[] = [];
    const hash = createHash('sha256');
    let bytes = 0;
    let sha256: string | undefined;
    try {
      for await (const chunk of stream as AsyncIterable<lockstep.v1.UploadChunk.$Properties>) {
        const data = chunk.data ?? new Uint8Array();
        bytes += data.byteLength;
        if (bytes > MAX_FILE_BYTES) {
          stream.cancel();
          throw new LockstepError('CHECKPOINT', `${path} is larger than ${MAX_FILE_BYTES} bytes`);
        }
        hash.update(data);
        pieces.push(shared(data));
        sha256 = chunk.sha256 ?? undefined;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof LockstepError ? error : this.#wrap(error as ServiceError);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    if (hash.digest('hex') === sha256) return pieces;
    throw new LockstepError('CHECKPOINT', `${path} arrived damaged (sha256)`);
  }

  /**
   * Uploads a file to the run directory; it appears there whole or not at all.
   * @param onProgress is called after every chunk that was sent
   */
  async upload(
    path: string,
    { pieces, sha256 }: SealedFile,
    signal: AbortSignal,
    onProgress: () => void = () => {},
  ): Promise<void> {
    const { upload } = ControlService;
    let cancel = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        const stream = this.#client.makeClientStreamRequest(
          upload.path,
          upload.requestSerialize,
          upload.responseDeserialize,
          this.#metadata,
          (error) => (error ? reject(signal.aborted ? signal.reason : this.#wrap(error)) : resolve()),
        );
        cancel = () => stream.cancel();
        signal.addEventListener('abort', cancel, { once: true });
        const chunks = chunksOf(path, pieces, sha256);
        // One chunk after another, so that the stream's buffer does not hold the whole file too.
        const send = () => {
          const { value: chunk } = chunks.next();
          if (!chunk) return stream.end();
          stream.write(chunk, (error?: Error | null) => {
            // The call's callback above reports the error.
            if (error) return;
            onProgress();
            send();
          });
        };
        send();
      });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  close(): void {
    this.#client.close();
  }

  #wrap(error: ServiceError): LockstepError {
    return fromStatus({ code: error.code, details: error.details }, this.address, error);
  }
}

/** A file as upload messages: its path first, its hash last. */
function* chunksOf(
  path: string,
  pieces: SealedFile['pieces'],
  sha256: string,
): Generator<lockstep.v1.UploadChunk.$Properties> {
  yield { path, data: new Uint8Array(), sha256: '' };
  for (const data of cut(pieces, CHUNK_BYTES)) yield { path: '', data, sha256: '' };
  yield { path: '', data: new Uint8Array(), sha256 };
}
