// Sums through memory that the ranks of one host share. World and ranks are here those of the host.
//
//   create(world: number, capacity: number, key: Uint8Array) -> { group, fd }     rank 0 makes the memory
//   open(path: string, world: number, rank: number, capacity: number, key: Uint8Array) -> group
//   reduce(group, numbers: Float32Array, done: (error?: string) => void)            sums in place
//   sum(group, numbers: Float32Array, streams: number, done: (error?: string) => void)
//            Slice k of `streams` ends, summed, in the numbers of rank k.
//   share(group, numbers: Float32Array, streams: number, done: (error?: string) => void)
//            Slice k goes from the numbers of rank k into those of all. There is one for each `sum`, in their order.
//   abort(group)                                                                  makes a pending call fail
//   release(group)                                                                when no call is pending, for good
//   number(group) -> number                                      by which another thread of this process finds it
//
// In any thread, for the group of a number:
//   place(number, turn: 0 | 1, bytes: number) -> ArrayBuffer     the memory from which that turn sums, till `release`
//   turn(number) -> 0 | 1                                        of the sum that comes next
//   reduceHere(number, numbers: Float32Array, into: Float32Array) -> error: string | undefined
//            As `reduce`, in this thread, which it blocks. Numbers that lie in their place are not copied.
//
// Calls are made one after another, in the same order on all ranks.
#include "../napi.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "group.h"

namespace lockstep {
namespace {

napi_value Map(napi_env env, int fd, Group* group) {
  group->size = Size(group->world, group->capacity);
  void* memory = mmap(nullptr, group->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    delete group;
    throw Failure{std::string("mmap: ") + std::strerror(errno)};
  }
  group->memory = static_cast<uint8_t*>(memory);
  napi_value external;
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Group*>(data); };
  Check(napi_create_external(env, group, finalize, nullptr, &external));
  return external;
}

napi_value Create(napi_env env, const napi_value* args) {
  auto* group = new Group;
  group->world = static_cast<uint32_t>(Number(env, args[0]));
  group->capacity = static_cast<size_t>(Number(env, args[1]));
  const int fd = static_cast<int>(syscall(SYS_memfd_create, "lockstep", 1u /* close on exec */));
  if (fd < 0 || ftruncate(fd, static_cast<off_t>(Size(group->world, group->capacity))) != 0) {
    delete group;
    throw Failure{std::string("memfd_create: ") + std::strerror(errno)};
  }
  const napi_value external = Map(env, fd, group);
  std::memcpy(group->memory, Array(env, args[2]).data, kKeyBytes);
  napi_value result, number;
  Check(napi_create_object(env, &result));
  Check(napi_create_int32(env, fd, &number));
  Check(napi_set_named_property(env, result, "group", external));
  Check(napi_set_named_property(env, result, "fd", number));
  return result;
}

napi_value Open(napi_env env, const napi_value* args) {
  char path[64];
  size_t length;
  Check(napi_get_value_string_utf8(env, args[0], path, sizeof path, &length));
  const uint32_t world = static_cast<uint32_t>(Number(env, args[1]));
  const size_t capacity = static_cast<size_t>(Number(env, args[3]));
  const int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) throw Failure{std::string("open: ") + std::strerror(errno)};
  struct stat about;
  // Another process may have taken the number; whose memory this is, the key tells.
  if (fstat(fd, &about) != 0 || about.st_size != static_cast<off_t>(Size(world, capacity))) {
    close(fd);
    throw Failure{"it is not the memory of this group"};
  }
  auto* group = new Group;
  group->world = world;
  group->rank = static_cast<uint32_t>(Number(env, args[2]));
  group->capacity = capacity;
  const napi_value external = Map(env, fd, group);
  close(fd);
  if (std::memcmp(group->memory, Array(env, args[4]).data, kKeyBytes) != 0) {
    throw Failure{"it is not the memory of this group"};
  }
  return external;
}

using Operation = const char* (*)(Group&, float*, size_t, uint32_t);

struct Work {
  Operation operation;
  Group* group;
  float* numbers;
  size_t bytes;
  uint32_t streams;
  const char* error = nullptr;
  napi_ref held[3] = {};
  napi_async_work work = nullptr;
};

// Group, numbers and callback stay alive until it is done.
napi_value Start(napi_env env, Operation operation, napi_value external, napi_value array, uint32_t streams,
                 napi_value done) {
  const Bytes numbers = Array(env, array);
  Group& group = Unwrap<Group>(env, external);
  if (numbers.size > group.capacity) throw Failure{"the numbers do not fit into the shared memory"};
  if (!group.memory) throw Failure{"the shared memory is released"};
  if (streams < 1 || streams > group.world) throw Failure{"there are not so many ranks as streams"};
  auto* work = new Work{operation, &group, reinterpret_cast<float*>(numbers.data), numbers.size, streams};
  const napi_value held[] = {external, array, done};
  for (int i = 0; i < 3; i++) Check(napi_create_reference(env, held[i], 1, &work->held[i]));
  napi_value name;
  Check(napi_create_string_utf8(env, "lockstep.shared", NAPI_AUTO_LENGTH, &name));
  const auto execute = [](napi_env, void* data) {
    auto* self = static_cast<Work*>(data);
    self->error = self->operation(*self->group, self->numbers, self->bytes, self->streams);
  };
  const auto complete = [](napi_env env, napi_status, void* data) {
    auto* self = static_cast<Work*>(data);
    napi_value callback, receiver, error;
    napi_get_reference_value(env, self->held[2], &callback);
    napi_get_undefined(env, &receiver);
    if (self->error) napi_create_string_utf8(env, self->error, NAPI_AUTO_LENGTH, &error);
    else napi_get_undefined(env, &error);
    napi_call_function(env, receiver, callback, 1, &error, nullptr);
    for (const napi_ref reference : self->held) napi_delete_reference(env, reference);
    napi_delete_async_work(env, self->work);
    delete self;
  };
  Check(napi_create_async_work(env, nullptr, name, execute, complete, work, &work->work));
  Check(napi_queue_async_work(env, work->work));
  return nullptr;
}

napi_value StartReduce(napi_env env, const napi_value* args) {
  return Start(env, Reduce, args[0], args[1], 1, args[2]);
}

napi_value StartSum(napi_env env, const napi_value* args) {
  return Start(env, Sum, args[0], args[1], static_cast<uint32_t>(Number(env, args[2])), args[3]);
}

napi_value StartShare(napi_env env, const napi_value* args) {
  return Start(env, Share, args[0], args[1], static_cast<uint32_t>(Number(env, args[2])), args[3]);
}

napi_value NumberOf(napi_env env, const napi_value* args) {
  napi_value number;
  Check(napi_create_uint32(env, Unwrap<Group>(env, args[0]).number, &number));
  return number;
}

Group& Find(napi_env env, napi_value number) {
  Group* const group = Groups::Find(static_cast<uint32_t>(Number(env, number)));
  if (!group || !group->memory) throw Failure{"the shared memory is released"};
  return *group;
}

napi_value Place(napi_env env, const napi_value* args) {
  const Group& group = Find(env, args[0]);
  const auto bytes = static_cast<size_t>(Number(env, args[2]));
  if (bytes > group.capacity) throw Failure{"the numbers do not fit into the shared memory"};
  napi_value place;
  float* const data = group.Buffer(group.rank, static_cast<uint32_t>(Number(env, args[1])));
  Check(napi_create_external_arraybuffer(env, data, bytes, nullptr, nullptr, &place));
  return place;
}

napi_value Turn(napi_env env, const napi_value* args) {
  napi_value turn;
  Check(napi_create_uint32(env, NextTurn(Find(env, args[0])), &turn));
  return turn;
}

napi_value ReduceHere(napi_env env, const napi_value* args) {
  Group& group = Find(env, args[0]);
  const Bytes numbers = Array(env, args[1]);
  const Bytes into = Array(env, args[2]);
  if (numbers.size > group.capacity) throw Failure{"the numbers do not fit into the shared memory"};
  if (numbers.size != into.size) throw Failure{"a sum has another length than its numbers"};
  const char* const error = ReduceInto(group, reinterpret_cast<const float*>(numbers.data),
                                       reinterpret_cast<float*>(into.data), numbers.size);
  napi_value result;
  if (error) Check(napi_create_string_utf8(env, error, NAPI_AUTO_LENGTH, &result));
  else Check(napi_get_undefined(env, &result));
  return result;
}

napi_value Abort(napi_env env, const napi_value* args) {
  Unwrap<Group>(env, args[0]).aborted.store(true);
  return nullptr;
}

napi_value Release(napi_env env, const napi_value* args) {
  Unwrap<Group>(env, args[0]).Release();
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  Define<Create>(env, exports, "create");
  Define<Open>(env, exports, "open");
  Define<StartReduce>(env, exports, "reduce");
  Define<StartSum>(env, exports, "sum");
  Define<StartShare>(env, exports, "share");
  Define<NumberOf>(env, exports, "number");
  Define<Place>(env, exports, "place");
  Define<Turn>(env, exports, "turn");
  Define<ReduceHere>(env, exports, "reduceHere");
  Define<Abort>(env, exports, "abort");
  Define<Release>(env, exports, "release");
  return exports;
}

}  // namespace
}  // namespace lockstep

NAPI_MODULE(lockstep_shared, lockstep::Init)
