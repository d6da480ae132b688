import { once } from 'node:events';
import type {
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  sendUnaryData,
} from '@grpc/grpc-js';
import { steadyClock } from '../../base/clock.ts';
import { asLockstepError, LockstepError, nameError } from '../../base/errors.ts';
import type { lockstep } from '../../proto/gen/lockstep.js';
import { MAX_FILE_BYTES } from '../../proto/services.ts';
import { toStatus } from '../../proto/status.ts';
import type { Coordinator } from '../run/coordinator.ts';
import type { Session } from '../run/roster.ts';
import type { PendingFile } from '../store/run-directory.ts';

type v1 = typeof lockstep.v1;
type Incoming<K extends keyof v1> = v1[K] extends { decode(bytes: Uint8Array): infer Message }
  ? Message
  : never;
type Directive = lockstep.v1.Directive.$Properties;
type UploadChunk = lockstep.v1.UploadChunk.$Properties;

/** The Control service: converts between gRPC and calls of the coordinator, and does nothing else. */
export function controlHandlers(coordinator: Coordinator) {
  return {
    register(
      call: ServerUnaryCall<Incoming<'RegisterRequest'>, lockstep.v1.RegisterResponse.$Properties>,
      callback: sendUnaryData<lockstep.v1.RegisterResponse.$Properties>,
    ): void {
      try {
        callback(null, coordinator.register(call.request));
      } catch (error) {
        callback(toStatus(asLockstepError(error, 'INTERNAL')));
      }
    },

    session(call: ServerDuplexStream<Incoming<'Report'>, Directive>): void {
      let workerId: string | undefined;
      const session: Session = {
        send: (directive) => void call.write(directive),
        close: () => call.end(),
      };
      const gone = (reason: string) => {
        if (workerId !== undefined) coordinator.detach(workerId, session, reason);
      };
      call.on('data', (report: Incoming<'Report'>) => {
        try {
          if (report.kind === 'heartbeat') {
            session.send({ clock: { sentMs: report.heartbeat.sentMs, receivedMs: steadyClock() } });
          }
          if (workerId !== undefined) {
            coordinator.report(workerId, session, report);
          } else if (report.kind === 'attach') {
            coordinator.attach(session, report.attach);
            workerId = report.attach.workerId ?? '';
          } else {
            throw new LockstepError('BAD_INPUT', 'the first report of a session must be Attach');
          }
        } catch (error) {
          const refusal = asLockstepError(error, 'INTERNAL');
          gone(`sent a report that was refused: ${refusal.message}`);
          call.emit('error', toStatus(refusal));
        }
      });
      call.on('end', () => {
        gone('ended its session');
        call.end();
      });
      call.on('cancelled', () => gone('lost its connection'));
      // gRPC's own are statuses, those of a socket are errors.
      call.on('error', ({ details, message }: Error & { details?: string }) =>
        gone(`lost its connection (${details || message})`),
      );
    },

    upload(
      call: ServerReadableStream<Incoming<'UploadChunk'>, lockstep.v1.UploadResponse.$Properties>,
      callback: sendUnaryData<lockstep.v1.UploadResponse.$Properties>,
    ): void {
      receiveUpload(coordinator, call).then(
        (bytes) => callback(null, { bytes }),
        (error) => callback(toStatus(asLockstepError(error, 'STORAGE'))),
      );
    },

    download(call: ServerWritableStream<Incoming<'DownloadRequest'>, UploadChunk>): void {
      sendFile(coordinator, call).then(
        () => call.end(),
        (error) => call.destroy(Object.assign(new Error(), toStatus(asLockstepError(error, 'STORAGE')))),
      );
    },
  };
}

async function sendFile(
  coordinator: Coordinator,
  call: ServerWritableStream<Incoming<'DownloadRequest'>, UploadChunk>,
): Promise<void> {
  const gone = new Promise<void>((resolve) => call.once('cancelled', () => resolve()));
  for await (const chunk of coordinator.checkpoints.read(call.request.path)) {
    if (call.cancelled) return;
    if (!call.write(chunk)) await Promise.race([once(call, 'drain'), gone]);
  }
}

async function receiveUpload(
  coordinator: Coordinator,
  chunks: AsyncIterable<Incoming<'UploadChunk'>>,
): Promise<number> {
  let file: PendingFile | undefined;
  let name = '';
  try {
    for await (const { path, data, sha256 } of chunks) {
      name ||= path;
      file ??= await coordinator.directory.upload(name);
      if (file.bytes + data.byteLength > MAX_FILE_BYTES) {
        throw new LockstepError('BAD_INPUT', `an upload is larger than ${MAX_FILE_BYTES} bytes`);
      }
      await file.write(data);
      if (sha256) {
        await file.commit(sha256, () => coordinator.checkpoints.expectToLead());
        await coordinator.checkpoints.stored(name, file.bytes, sha256);
        return file.bytes;
      }
    }
    throw new LockstepError('ABORTED', 'an upload ended before its last chunk');
  } catch (raw) {
    await file?.discard();
    const error = nameError(raw);
    if (error.code === 'STORAGE') coordinator.notStored(name, error);
    throw error;
  }
}
