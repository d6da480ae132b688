// Schedules of messages between ranks, run by a thread of their own over connections that Node has made.
//
//   credentials(authorities: Uint8Array, certificates: Uint8Array, key: Uint8Array) -> credentials
//            Each in PEM, for TLS 1.3. Throws where this Node has no OpenSSL 3, or it does not take them.
//   session(credentials, listens: boolean) -> session
//            One end of a TLS connection, without a socket.
//   put(session, bytes: Uint8Array)
//            Bytes that have come from the socket; `turn` uses them.
//   turn(session, say: Uint8Array | undefined, ends: boolean)
//            -> [open: boolean, ended: boolean, failure: string, out: Buffer, heard: Buffer]
//            Goes on with the handshake, encrypts `say` once the session is open, and decrypts what has come.
//            `out` is for the socket, after a failure too.
//   certificate(session) -> Buffer
//            The peer's, in DER. An authority has signed it; whom it names is the caller's to check.
//   open(fds: number[], first: (Uint8Array | undefined)[], sessions: (session | undefined)[], checksums: boolean,
//        pingMs: number, silenceMs: number,
//        report: (job: number, outcome: number, peer: number, text: string) => void) -> wire
//            `fds`, `first` (what had come already, decrypted) and `sessions` (without one: in the clear) by rank, -1
//            for the own one. The descriptors are duplicated; the sessions are taken, and can be used no more.
//   run(wire, job: number, buffer: Uint8Array | Float32Array, format: number, step: number, bucket: number,
//       program: Float64Array)
//            `program`: for each flow the number of its rounds, then nine numbers a round:
//              0-3  send: peer, sequence, start, end       (peer -1: this round sends nothing)
//              4-7  receive: peer, sequence, start, end    (peer -1: this round receives nothing)
//              8    1 to add what is received to the buffer, 0 to replace it
//            `start` and `end` count elements of the buffer: bytes in format 0, else float32 numbers.
//            collectives/transport/program.ts writes it.
//   spared(wire) -> bytes of zeros that were left out of messages so far
//   abort(wire, job: number)
//   close(wire)
//
// Every job is reported once, and the wire itself, as job 0, when it has ended. Buffers must live until then.
#include "../napi.h"

#include <fcntl.h>

#include "wire.h"

namespace lockstep {
namespace {

// A wire and its way back into JavaScript.
struct Exchange {
  napi_threadsafe_function report = nullptr;
  std::unique_ptr<Wire> wire;
};

// Whether it is an object, and not undefined.
bool Given(napi_env env, napi_value value) {
  napi_valuetype type;
  Check(napi_typeof(env, value, &type));
  return type == napi_object || type == napi_external;
}

// A session, until a wire takes it.
struct Tls {
  std::unique_ptr<Session> session;
};

Session& SessionOf(napi_env env, napi_value external) {
  Tls& tls = Unwrap<Tls>(env, external);
  if (!tls.session) throw Failure{"the session belongs to an exchange already"};
  return *tls.session;
}

std::string Pem(napi_env env, napi_value value) {
  const Bytes bytes = Array(env, value);
  return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

napi_value NewCredentials(napi_env env, const napi_value* args) {
  return Wrap(env, new Credentials(Pem(env, args[0]), Pem(env, args[1]), Pem(env, args[2])));
}

napi_value NewSession(napi_env env, const napi_value* args) {
  bool listens;
  Check(napi_get_value_bool(env, args[1], &listens));
  return Wrap(env, new Tls{std::make_unique<Session>(Unwrap<Credentials>(env, args[0]), listens)});
}

napi_value Put(napi_env env, const napi_value* args) {
  const Bytes bytes = Array(env, args[1]);
  ByteQueue& in = SessionOf(env, args[0]).in();
  if (bytes.size > 0) std::memcpy(in.Room(bytes.size), bytes.data, bytes.size);
  in.Filled(bytes.size);
  return nullptr;
}

napi_value Buffer(napi_env env, const uint8_t* data, size_t size) {
  napi_value buffer;
  Check(napi_create_buffer_copy(env, size, data, nullptr, &buffer));
  return buffer;
}

napi_value Turn(napi_env env, const napi_value* args) {
  Session& session = SessionOf(env, args[0]);
  bool ends;
  Check(napi_get_value_bool(env, args[2], &ends));
  session.Shake();
  std::vector<uint8_t> heard;
  if (session.open()) {
    if (Given(env, args[1])) {
      const Bytes say = Array(env, args[1]);
      session.Write(say.data, say.size);
    }
    uint8_t block[kRecordBytes];
    while (const size_t count = session.Read(block, sizeof block)) heard.insert(heard.end(), block, block + count);
    if (ends) session.End();
  }
  napi_value turn, open, ended, failure;
  Check(napi_create_array_with_length(env, 5, &turn));
  Check(napi_get_boolean(env, session.open(), &open));
  Check(napi_get_boolean(env, session.ended(), &ended));
  Check(napi_create_string_utf8(env, session.failure().c_str(), NAPI_AUTO_LENGTH, &failure));
  const napi_value out = Buffer(env, session.out().data(), session.out().size());
  session.out().Taken(session.out().size());
  const napi_value results[] = {open, ended, failure, out, Buffer(env, heard.data(), heard.size())};
  for (uint32_t i = 0; i < 5; i++) Check(napi_set_element(env, turn, i, results[i]));
  return turn;
}

napi_value PeerCertificate(napi_env env, const napi_value* args) {
  const std::vector<uint8_t> bytes = SessionOf(env, args[0]).Peer();
  return Buffer(env, bytes.data(), bytes.size());
}

void CallReport(napi_env env, napi_value callback, void*, void* data) {
  const std::unique_ptr<Report> report(static_cast<Report*>(data));
  if (!env) return;
  napi_value args[4], receiver;
  napi_create_double(env, static_cast<double>(report->job), &args[0]);
  napi_create_int32(env, static_cast<int32_t>(report->outcome), &args[1]);
  napi_create_int32(env, report->peer, &args[2]);
  napi_create_string_utf8(env, report->text.c_str(), report->text.size(), &args[3]);
  napi_get_undefined(env, &receiver);
  napi_call_function(env, receiver, callback, 4, args, nullptr);
}

void EndWire(void* data) { static_cast<Exchange*>(data)->wire.reset(); }

std::vector<std::unique_ptr<Link>> Links(napi_env env, const napi_value* args) {
  const uint32_t world = Length(env, args[0]);
  bool checksums;
  Check(napi_get_value_bool(env, args[3], &checksums));
  std::vector<std::unique_ptr<Link>> links(world);
  for (uint32_t rank = 0; rank < world; rank++) {
    const int64_t fd = Number(env, Element(env, args[0], rank));
    if (fd < 0) continue;
    std::vector<uint8_t> bytes;
    std::unique_ptr<Session> session;
    if (const napi_value first = Element(env, args[1], rank); Given(env, first)) {
      const Bytes array = Array(env, first);
      bytes.assign(array.data, array.data + array.size);
    }
    if (const napi_value tls = Element(env, args[2], rank); Given(env, tls)) {
      SessionOf(env, tls);
      session = std::move(Unwrap<Tls>(env, tls).session);
    }
    const int own = fcntl(static_cast<int>(fd), F_DUPFD_CLOEXEC, 0);
    if (own < 0) throw Failure{std::string("dup: ") + std::strerror(errno)};
    auto stream = std::make_unique<Stream>(own, std::move(bytes), std::move(session));
    links[rank] = std::make_unique<Link>(static_cast<int>(rank), std::move(stream), checksums);
  }
  return links;
}

napi_value Open(napi_env env, const napi_value* args) {
  auto links = Links(env, args);
  auto exchange = std::make_unique<Exchange>();
  napi_value name;
  Check(napi_create_string_utf8(env, "lockstep.exchange", NAPI_AUTO_LENGTH, &name));
  Check(napi_create_threadsafe_function(env, args[6], nullptr, name, 0, 1, nullptr, nullptr, nullptr, CallReport,
                                        &exchange->report));
  const napi_threadsafe_function back = exchange->report;
  const auto report = [back](const Report& report) {
    auto* copy = new Report(report);
    const napi_status status = napi_call_threadsafe_function(back, copy, napi_tsfn_nonblocking);
    if (status != napi_ok) delete copy;
    // A call that finds Node ending has let go of the function itself.
    if (report.job == 0 && status != napi_closing) napi_release_threadsafe_function(back, napi_tsfn_release);
  };
  exchange->wire = std::make_unique<Wire>(std::move(links), Number(env, args[4]), Number(env, args[5]), report);
  Check(napi_add_env_cleanup_hook(env, EndWire, exchange.get()));
  napi_value external;
  const auto finalize = [](napi_env env, void* data, void*) {
    napi_remove_env_cleanup_hook(env, EndWire, data);
    delete static_cast<Exchange*>(data);
  };
  Check(napi_create_external(env, exchange.release(), finalize, nullptr, &external));
  return external;
}

// Numbers of a round in a program.
constexpr int kRoundNumbers = 9;

// One half of a round. @throws Failure where it names what is not in the buffer, or a peer that there is not
Part Read(const double* numbers, size_t width, size_t bytes, const Wire& wire) {
  Part part;
  part.peer = static_cast<int32_t>(numbers[0]);
  if (part.peer < 0) return part;
  part.sequence = static_cast<uint32_t>(numbers[1]);
  part.start = static_cast<size_t>(numbers[2]) * width;
  part.end = static_cast<size_t>(numbers[3]) * width;
  const bool fits = part.start <= part.end && part.end <= bytes && part.end - part.start <= kMaxFrameBytes;
  if (!fits || part.sequence >= kMaxSequence || !wire.Has(static_cast<size_t>(part.peer))) {
    throw Failure{"a part of the schedule is out of range"};
  }
  return part;
}

napi_value Run(napi_env env, const napi_value* args) {
  Exchange& exchange = Unwrap<Exchange>(env, args[0]);
  const Bytes buffer = Array(env, args[2]);
  const Bytes program = Array(env, args[6]);
  auto job = std::make_unique<Job>();
  job->id = static_cast<uint64_t>(Number(env, args[1]));
  job->data = buffer.data;
  job->format = static_cast<Format>(Number(env, args[3]));
  job->step = static_cast<uint32_t>(Number(env, args[4]));
  job->bucket = static_cast<uint16_t>(Number(env, args[5]));
  if (job->bucket >= kMaxBucket) throw Failure{"a bucket is out of range"};
  const size_t width = job->format == Format::kBytes ? 1 : sizeof(float);
  const auto* numbers = reinterpret_cast<const double*>(program.data);
  const auto* const end = numbers + program.size / sizeof(double);
  while (numbers < end) {
    Flow& flow = job->flows.emplace_back();
    for (double left = *numbers++; left > 0 && end - numbers >= kRoundNumbers; left--, numbers += kRoundNumbers) {
      Round& round = flow.rounds.emplace_back();
      round.send = Read(numbers, width, buffer.size, *exchange.wire);
      round.receive = Read(numbers + 4, width, buffer.size, *exchange.wire);
      round.add = numbers[8] != 0;
    }
  }
  exchange.wire->Start(std::move(job));
  return nullptr;
}

napi_value Spared(napi_env env, const napi_value* args) {
  napi_value bytes;
  Check(napi_create_double(env, static_cast<double>(Unwrap<Exchange>(env, args[0]).wire->Spared()), &bytes));
  return bytes;
}

napi_value Abort(napi_env env, const napi_value* args) {
  Unwrap<Exchange>(env, args[0]).wire->Abort(static_cast<uint64_t>(Number(env, args[1])));
  return nullptr;
}

napi_value Close(napi_env env, const napi_value* args) {
  Unwrap<Exchange>(env, args[0]).wire->Close();
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  Define<NewCredentials>(env, exports, "credentials");
  Define<NewSession>(env, exports, "session");
  Define<Put>(env, exports, "put");
  Define<Turn>(env, exports, "turn");
  Define<PeerCertificate>(env, exports, "certificate");
  Define<Open>(env, exports, "open");
  Define<Run>(env, exports, "run");
  Define<Spared>(env, exports, "spared");
  Define<Abort>(env, exports, "abort");
  Define<Close>(env, exports, "close");
  return exports;
}

}  // namespace
}  // namespace lockstep

NAPI_MODULE(lockstep_exchange, lockstep::Init)
