/**
 * The gRPC services of `lockstep/v1` as plain method tables: what a gRPC library needs to serve or call
 * them, built from the generated code without importing gRPC.
 */
import { lockstep } from './gen/lockstep.js';

/** Raised whenever the two sides could misunderstand each other. */
export const PROTOCOL_VERSION = 8;

/** gRPC metadata key that carries the join token. */
export const TOKEN_KEY = 'lockstep-token';

/** Largest control or data message either side accepts, in bytes. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Longest that a worker stays for files on their way where its run did not end well; a coordinator waits as long. */
export const LAST_FILES_MS = 8_000;

/** Most bytes of records or of a file in one message; leaves room for framing under the maximum. */
export const CHUNK_BYTES = 1024 * 1024;

/** Largest file that travels between a worker and the run directory, in bytes. */
export const MAX_FILE_BYTES = 8 * 1024 ** 3;

interface Codec<Sent, Received> {
  encode(message: Sent): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Received;
}

/** A gRPC method: `Request` and `Response` are what is sent, the `...Received` types what arrives decoded. */
export interface Method<Request, RequestReceived, Response, ResponseReceived> {
  path: string;
  requestStream: boolean;
  responseStream: boolean;
  requestSerialize(value: Request): Buffer;
  requestDeserialize(bytes: Buffer): RequestReceived;
  responseSerialize(value: Response): Buffer;
  responseDeserialize(bytes: Buffer): ResponseReceived;
}

function method<Req, ReqIn, Res, ResIn>(
  path: string,
  request: Codec<Req, ReqIn>,
  response: Codec<Res, ResIn>,
  streams: { up?: boolean; down?: boolean } = {},
): Method<Req, ReqIn, Res, ResIn> {
  const bytes = (writer: { finish(): Uint8Array }) => {
    const out = writer.finish();
    return Buffer.from(out.buffer, out.byteOffset, out.byteLength);
  };
  return {
    path: `/lockstep.v1.${path}`,
    requestStream: streams.up ?? false,
    responseStream: streams.down ?? false,
    requestSerialize: (value) => bytes(request.encode(value)),
    requestDeserialize: (buffer) => request.decode(buffer),
    responseSerialize: (value) => bytes(response.encode(value)),
    responseDeserialize: (buffer) => response.decode(buffer),
  };
}

const v1 = lockstep.v1;

export const ControlService = {
  register: method('Control/Register', v1.RegisterRequest, v1.RegisterResponse),
  session: method('Control/Session', v1.Report, v1.Directive, { up: true, down: true }),
  upload: method('Control/Upload', v1.UploadChunk, v1.UploadResponse, { up: true }),
  download: method('Control/Download', v1.DownloadRequest, v1.UploadChunk, { down: true }),
};

export const DataService = {
  read: method('Data/Read', v1.ReadRequest, v1.RecordPiece, { down: true }),
};

export const PeersService = {
  link: method('Peers/Link', v1.Piece, v1.Piece, { up: true, down: true }),
};

export const ServingService = {
  predict: method('Serving/Predict', v1.PredictRequest, v1.PredictResponse),
};
