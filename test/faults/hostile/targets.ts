/** Everything that takes bytes from outside, each with sound bytes to damage. */
import { gzipSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { bundleJob } from '../../../api/bundle.ts';
import { loadJob } from '../../../api/load.ts';
import { samplesFrom } from '../../../cli/input/predict-input.ts';
import { encodeHeader, FrameReader } from '../../../collectives/transport/framing.ts';
import {
  answerProof,
  decodeHello,
  encodeAnswer,
  encodeHello,
} from '../../../collectives/transport/handshake.ts';
import { Inbox } from '../../../collectives/transport/inbox.ts';
import { fromSparse, toSparse } from '../../../collectives/transport/sparse.ts';
import { NOTHING_TOLD, snapshotLine, stateIn } from '../../../coordinator/store/journal-state.ts';
import { decodeRecords } from '../../../datasets/decode.ts';
import { parseIdx } from '../../../datasets/formats/idx.ts';
import { parseNpy } from '../../../datasets/formats/npz.ts';
import { readPickle } from '../../../datasets/formats/pickle.ts';
import { parseCommand } from '../../../proto/commands.ts';
import { lockstep } from '../../../proto/gen/lockstep.js';
import { ControlService, DataService, PeersService } from '../../../proto/services.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../worker/checkpoint/checkpoint.ts';

export interface Target {
  readonly name: string;
  readonly sound: readonly Uint8Array[];
  /** Takes the bytes, or throws a LockstepError. */
  take(bytes: Buffer): unknown;
  /** Parsers made by others throw errors of their own, which the library above them turns into a status. */
  readonly foreignErrors?: true;
}

export async function targets(): Promise<Target[]> {
  const idx = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, ...Buffer.alloc(2 * 784, 7)]);
  const image = loadJob((await bundleJob('mnist-mlp')).source);
  const { signal } = new AbortController();
  const context = { cacheDir: '/nowhere', allowDownload: false, substitute: false, signal };
  const predict = (content: Buffer) => samplesFrom(content, { job: image }, context);
  return [
    { name: 'frames', sound: frames(), take: readFrames },
    { name: 'sparse messages', sound: [sparse()], take: (bytes) => fromSparse(bytes, SPARSE_BYTES) },
    { name: 'hellos', sound: [encodeHello('run', 1, 2)], take: decodeHello },
    { name: 'answers', sound: [encodeAnswer(KEY, encodeHello('run', 1, 2))], take: readAnswer },
    ...messages(),
    { name: 'pieces of records', sound: [recordPiece()], take: readRecords },
    { name: 'checkpoints', sound: [checkpoint()], take: (bytes) => decodeCheckpoint([bytes]) },
    { name: 'journals', sound: [journal()], take: (bytes) => stateIn(bytes.toString('utf8')) },
    { name: 'IDX files', sound: [idx, gzipSync(idx)], take: (bytes) => parseIdx(bytes, 'file') },
    { name: 'NPY files', sound: [npy('<i8', 8), npy('|u1', 1)], take: (bytes) => parseNpy(bytes, 'file') },
    { name: 'commands', sound: COMMANDS, take: (bytes) => parseCommand(bytes.toString('utf8')) },
    { name: 'pickles', sound: [PICKLE], take: (bytes) => readPickle(bytes, 'file') },
    { name: 'PNG images', sound: [PNG.sync.write(new PNG({ width: 28, height: 28 }))], take: predict },
    { name: 'JSON inputs', sound: [Buffer.from(JSON.stringify([1, [2, 3], 4e300]))], take: predict },
  ];
}

const COMMANDS = [Buffer.from('{"command":"learning-rate","value":0.1}'), Buffer.from('{"command":"pause"}')];
const KEY = new Uint8Array(32);

function frames(): Buffer[] {
  const data = Buffer.alloc(40, 1);
  return [true, false].map((checksum) => {
    const slots = [0, 1].map((sequence) => encodeHeader({ step: 3, bucket: 0, sequence }, data, checksum));
    return Buffer.concat(slots.flatMap((header) => [header, data]));
  });
}

const SPARSE_BYTES = 16 * 1024 + 3;

function sparse(): Buffer {
  const data = new Uint8Array(SPARSE_BYTES).fill(1, 900, 1900);
  return Buffer.from(toSparse(data)!);
}

function readFrames(bytes: Buffer): void {
  const reader = new FrameReader(1, new Inbox(1, () => {}));
  const half = bytes.length >> 1;
  reader.push(bytes.subarray(0, half));
  reader.push(bytes.subarray(half));
}

function readAnswer(bytes: Buffer): unknown {
  // `readExactly` gives no other length.
  return bytes.length === 64 ? answerProof(KEY, encodeHello('run', 1, 2), bytes) : undefined;
}

/** Control and data messages in both directions, as gRPC hands them over. */
function messages(): Target[] {
  const { Report, Directive, RegisterRequest, UploadChunk, ReadRequest } = lockstep.v1;
  const members = [{ workerId: 'a', rank: 0, address: 'b:1', hasState: true, committedSteps: 4 }];
  const reports = [
    { attach: { workerId: 'worker', peerAddress: 'host:1', position: { committedSteps: 3 } } },
    { progress: { generation: 1, rank: 0, steps: [{ step: 1, totals: [1, 2], samples: 4, dataMs: 1 }] } },
    { epochEnd: { generation: 1, rank: 0, epoch: 1, logs: { loss: 1 }, durationSeconds: 2 } },
  ].map((report) => Report.encode(report).finish());
  const register = { protocolVersion: 1, workerId: 'w', softwareVersion: '1', host: 'h' };
  const grpc = (name: string, sound: Uint8Array[], take: (bytes: Buffer) => unknown): Target => {
    return { name, sound, take, foreignErrors: true };
  };
  return [
    grpc('reports', reports, ControlService.session.requestDeserialize),
    grpc(
      'directives',
      [Directive.encode({ generation: { number: 1, members, key: KEY } }).finish()],
      ControlService.session.responseDeserialize,
    ),
    grpc(
      'registrations',
      [RegisterRequest.encode(register).finish()],
      ControlService.register.requestDeserialize,
    ),
    grpc(
      'uploads',
      [UploadChunk.encode({ path: 'model/model.json', data: KEY, sha256: 'aa' }).finish()],
      ControlService.upload.requestDeserialize,
    ),
    grpc(
      'data requests',
      [ReadRequest.encode({ runId: 'run', split: 'train', records: [1, 2, 3] }).finish()],
      DataService.read.requestDeserialize,
    ),
    grpc(
      'pieces of links',
      [lockstep.v1.Piece.encode({ data: KEY }).finish()],
      PeersService.link.requestDeserialize,
    ),
  ];
}

const COLUMNS = [{ name: 'image', type: 'uint8', shape: [4] }];

function recordPiece(): Uint8Array {
  return lockstep.v1.RecordPiece.encode({ data: Buffer.alloc(8) }).finish();
}

async function readRecords(bytes: Buffer): Promise<void> {
  let piece: lockstep.v1.RecordPiece.$Properties;
  try {
    piece = DataService.read.responseDeserialize(bytes);
  } catch {
    return;
  }
  await decodeRecords([piece.data ?? new Uint8Array()], { columns: COLUMNS }, 2);
}

function checkpoint(): Uint8Array {
  const tensor = (name: string, kind: 'weight' | 'slot') => {
    return { name, kind, shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) };
  };
  const training = {
    ...{ committedSteps: 2, epochsEnded: 0, epochTotals: [[1, 2]], skippedSteps: 0 },
    ...{ rateFactor: 1, callbacks: [], bestStep: null, stopped: '' },
  };
  const pieces = encodeCheckpoint({
    engine: { tensors: [tensor('a', 'weight'), tensor('b', 'slot')] },
    training: training as unknown as Parameters<typeof encodeCheckpoint>[0]['training'],
  });
  return Buffer.concat(pieces);
}

function journal(): Buffer {
  const entry = { type: 'generation', number: 1, members: ['a', 'b'] };
  return Buffer.from(`${snapshotLine(NOTHING_TOLD)}${JSON.stringify(entry)}\n`);
}

function npy(type: string, width: number): Buffer {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (3,), }\n`;
  const head = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  head.writeUInt16LE(header.length, 8);
  return Buffer.concat([head, Buffer.from(header), Buffer.alloc(3 * width, 1)]);
}

/** Protocol 2: a list of two lists of small numbers. */
const PICKLE = Buffer.from('80025d7100285d71014b014b0265655d71024b03612e', 'hex');
