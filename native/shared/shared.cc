// An all-reduce through memory that the ranks of one host share.
//
//   create(world: number, capacity: number, key: Uint8Array) -> { group, fd }     rank 0 makes the memory
//   open(path: string, world: number, rank: number, capacity: number, key: Uint8Array) -> group
//   reduce(group, numbers: Float32Array, done: (error?: string) => void)            sums in place
//   abort(group)                                                                  makes a pending reduce fail
//
// Layout: key (32 bytes), then one cache line of counters a rank, then two buffers of `capacity` bytes a rank.
// A rank copies its numbers into its buffer, raises its counter, waits for the others' and adds all buffers in
// the order of the ranks, so all get the same bits. Buffers take turns: a rank that is one reduce ahead writes
// into the other one, and it cannot be two ahead, since it waits for everyone in between.
#include "../napi.h"

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <string>

namespace lockstep {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kLine = 64;
constexpr int kSpins = 4000;

struct Counter {
  alignas(kLine) std::atomic<uint32_t> arrived;
  // Of the reduces that take each buffer, as a peer may already write those of its next one.
  std::atomic<uint32_t> bytes[2];
};

struct Group {
  uint8_t* memory = nullptr;
  size_t size = 0;
  size_t capacity = 0;
  uint32_t world = 0;
  uint32_t rank = 0;
  uint32_t sequence = 0;
  std::atomic<bool> aborted{false};

  ~Group() {
    if (memory) munmap(memory, size);
  }
  Counter& At(uint32_t peer) const { return reinterpret_cast<Counter*>(memory + kLine)[peer]; }
  uint8_t* Buffer(uint32_t peer, uint32_t turn) const {
    return memory + kLine + world * sizeof(Counter) + (peer * 2 + turn) * capacity;
  }
};

size_t Size(uint32_t world, size_t capacity) { return kLine + world * (sizeof(Counter) + 2 * capacity); }

void Futex(std::atomic<uint32_t>& word, int operation, uint32_t value, const timespec* timeout) {
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word), operation, value, timeout, nullptr, 0);
}

void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// False when aborted.
bool WaitFor(const Group& group, uint32_t peer, uint32_t sequence) {
  std::atomic<uint32_t>& arrived = group.At(peer).arrived;
  for (int i = 0;; i++) {
    const uint32_t seen = arrived.load(std::memory_order_acquire);
    if (static_cast<int32_t>(seen - sequence) >= 0) return true;
    if (group.aborted.load()) return false;
    if (i < kSpins) {
      Pause();
      continue;
    }
    // Woken when the peer arrives; looks for an abort now and then.
    const timespec while_waiting{0, 20 * 1000 * 1000};
    Futex(arrived, FUTEX_WAIT, seen, &while_waiting);
  }
}

// What went wrong, or nothing.
const char* Reduce(Group& group, float* numbers, size_t bytes) {
  const uint32_t sequence = ++group.sequence;
  const uint32_t turn = sequence & 1;
  Counter& own = group.At(group.rank);
  std::memcpy(group.Buffer(group.rank, turn), numbers, bytes);
  own.bytes[turn].store(static_cast<uint32_t>(bytes), std::memory_order_relaxed);
  own.arrived.store(sequence, std::memory_order_release);
  Futex(own.arrived, FUTEX_WAKE, INT_MAX, nullptr);
  for (uint32_t peer = 0; peer < group.world; peer++) {
    if (peer == group.rank) continue;
    if (!WaitFor(group, peer, sequence)) return "aborted";
    if (group.At(peer).bytes[turn].load() != bytes) return "a peer sums another number of bytes";
  }
  const size_t count = bytes / sizeof(float);
  constexpr size_t kBlock = 4096;
  for (size_t start = 0; start < count; start += kBlock) {
    const size_t end = start + kBlock < count ? start + kBlock : count;
    const float* first = reinterpret_cast<const float*>(group.Buffer(0, turn));
    const float* second = reinterpret_cast<const float*>(group.Buffer(1, turn));
    for (size_t i = start; i < end; i++) numbers[i] = first[i] + second[i];
    for (uint32_t peer = 2; peer < group.world; peer++) {
      const float* more = reinterpret_cast<const float*>(group.Buffer(peer, turn));
      for (size_t i = start; i < end; i++) numbers[i] += more[i];
    }
  }
  return nullptr;
}

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

struct Work {
  Group* group;
  float* numbers;
  size_t bytes;
  const char* error = nullptr;
  napi_ref held[3] = {};
  napi_async_work work;
};

napi_value StartReduce(napi_env env, const napi_value* args) {
  const Bytes numbers = Array(env, args[1]);
  Group& group = Unwrap<Group>(env, args[0]);
  if (numbers.size > group.capacity) throw Failure{"the numbers do not fit into the shared memory"};
  auto* work = new Work{&group, reinterpret_cast<float*>(numbers.data), numbers.size};
  // Group, numbers and callback stay alive until it is done.
  for (int i = 0; i < 3; i++) Check(napi_create_reference(env, args[i], 1, &work->held[i]));
  napi_value name;
  Check(napi_create_string_utf8(env, "lockstep.reduce", NAPI_AUTO_LENGTH, &name));
  const auto execute = [](napi_env, void* data) {
    auto* self = static_cast<Work*>(data);
    self->error = Reduce(*self->group, self->numbers, self->bytes);
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

napi_value Abort(napi_env env, const napi_value* args) {
  Unwrap<Group>(env, args[0]).aborted.store(true);
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  Define<Create>(env, exports, "create");
  Define<Open>(env, exports, "open");
  Define<StartReduce>(env, exports, "reduce");
  Define<Abort>(env, exports, "abort");
  return exports;
}

}  // namespace
}  // namespace lockstep

NAPI_MODULE(lockstep_shared, lockstep::Init)
