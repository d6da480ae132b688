// Schedules of messages between ranks, run by a thread of their own over connections that Node has made.
//
//   open(fds: number[], first: (Uint8Array | undefined)[], checksums: boolean, pingMs: number, silenceMs: number,
//        report: (job: number, outcome: number, peer: number, text: string) => void) -> wire
//            `fds` and `first` (what had come already) by rank, -1 for the own one. The descriptors are duplicated.
//   run(wire, job: number, buffer: Uint8Array | Float32Array, format: number, step: number, bucket: number,
//       program: Float64Array)
//            `program`: for each flow the number of its rounds, then nine numbers a round:
//              0-3  send: peer, sequence, start, end       (peer -1: this round sends nothing)
//              4-7  receive: peer, sequence, start, end    (peer -1: this round receives nothing)
//              8    1 to add what is received to the buffer, 0 to replace it
//            `start` and `end` count elements of the buffer: bytes in format 0, else float32 numbers.
//            collectives/transport/program.ts writes it.
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
  Check(napi_get_value_bool(env, args[2], &checksums));
  std::vector<std::unique_ptr<Link>> links(world);
  for (uint32_t rank = 0; rank < world; rank++) {
    const int64_t fd = Number(env, Element(env, args[0], rank));
    if (fd < 0) continue;
    const int own = fcntl(static_cast<int>(fd), F_DUPFD_CLOEXEC, 0);
    if (own < 0) throw Failure{std::string("dup: ") + std::strerror(errno)};
    const napi_value first = Element(env, args[1], rank);
    napi_valuetype type;
    Check(napi_typeof(env, first, &type));
    std::vector<uint8_t> bytes;
    if (type == napi_object) {
      const Bytes array = Array(env, first);
      bytes.assign(array.data, array.data + array.size);
    }
    links[rank] = std::make_unique<Link>(static_cast<int>(rank), own, checksums, std::move(bytes));
  }
  return links;
}

napi_value Open(napi_env env, const napi_value* args) {
  auto links = Links(env, args);
  auto exchange = std::make_unique<Exchange>();
  napi_value name;
  Check(napi_create_string_utf8(env, "lockstep.exchange", NAPI_AUTO_LENGTH, &name));
  Check(napi_create_threadsafe_function(env, args[5], nullptr, name, 0, 1, nullptr, nullptr, nullptr, CallReport,
                                        &exchange->report));
  const napi_threadsafe_function back = exchange->report;
  const auto report = [back](const Report& report) {
    auto* copy = new Report(report);
    const napi_status status = napi_call_threadsafe_function(back, copy, napi_tsfn_nonblocking);
    if (status != napi_ok) delete copy;
    // A call that finds Node ending has let go of the function itself.
    if (report.job == 0 && status != napi_closing) napi_release_threadsafe_function(back, napi_tsfn_release);
  };
  exchange->wire = std::make_unique<Wire>(std::move(links), Number(env, args[3]), Number(env, args[4]), report);
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

napi_value Abort(napi_env env, const napi_value* args) {
  Unwrap<Exchange>(env, args[0]).wire->Abort(static_cast<uint64_t>(Number(env, args[1])));
  return nullptr;
}

napi_value Close(napi_env env, const napi_value* args) {
  Unwrap<Exchange>(env, args[0]).wire->Close();
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  Define<Open>(env, exports, "open");
  Define<Run>(env, exports, "run");
  Define<Abort>(env, exports, "abort");
  Define<Close>(env, exports, "close");
  return exports;
}

}  // namespace
}  // namespace lockstep

NAPI_MODULE(lockstep_exchange, lockstep::Init)
