// The memory that the ranks of one host share, and the sums that they make through it.
//
// Layout: key (32 bytes), then one cache line of counters a rank, then four buffers of `capacity` bytes a rank, of which
// those that nobody touches take no memory. A rank copies its numbers into a buffer, raises its counter, waits for the
// others' and adds buffers in the order of the ranks: in `Reduce` all of every buffer, in `Sum` its piece.
//
// Buffers take turns, two for `Reduce`: a rank that is one ahead writes into the other one, and it cannot be two ahead,
// since it waits for everyone in between. Between a `Sum` and its `Share` there is at most one other `Sum`. So a rank
// that is done with the third one knows that all have begun it, and are done with the first one's `Share`: the fourth
// and fifth may have the first one's buffer.
#pragma once

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <map>
#include <mutex>

namespace lockstep {

constexpr size_t kKeyBytes = 32;
constexpr size_t kLine = 64;
constexpr int kSpins = 4000;
// A power of two, so that turns go on where the numbers of calls begin anew.
constexpr uint32_t kBuffers = 4;

// Numbers of the last reduce or sum that a rank has come to.
struct Counter {
  // Its numbers are in its buffer.
  alignas(kLine) std::atomic<uint32_t> arrived;
  // The sum of its piece is in its buffer, for the rank whose slice it belongs to.
  std::atomic<uint32_t> summed;
  // Its slice is in its buffer, for all.
  std::atomic<uint32_t> shared;
  // Of the calls that take each buffer, as a peer may already write those of its next one.
  std::atomic<uint32_t> bytes[kBuffers];
};

struct Range {
  size_t start;
  size_t end;

  // Part `index` of `parts` whose sizes differ by one at most.
  Range Part(size_t parts, size_t index) const {
    const size_t size = end - start;
    return {start + size * index / parts, start + size * (index + 1) / parts};
  }
};

struct Group;

// The groups of this process. Who makes one sees to it that it outlives what others do with it.
class Groups {
 public:
  static uint32_t Add(Group* group) {
    const std::lock_guard<std::mutex> lock(mutex);
    all[++last] = group;
    return last;
  }

  static void Remove(uint32_t number) {
    const std::lock_guard<std::mutex> lock(mutex);
    all.erase(number);
  }

  // Null where there is none.
  static Group* Find(uint32_t number) {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = all.find(number);
    return found == all.end() ? nullptr : found->second;
  }

 private:
  static inline std::mutex mutex;
  static inline std::map<uint32_t, Group*> all;
  static inline uint32_t last = 0;
};

struct Group {
  // By which any thread of this process finds it.
  const uint32_t number = Groups::Add(this);
  uint8_t* memory = nullptr;
  size_t size = 0;
  size_t capacity = 0;
  uint32_t world = 0;
  uint32_t rank = 0;
  // Of the last reduce or sum, and of the last share.
  uint32_t sequence = 0;
  uint32_t shares = 0;
  std::atomic<bool> aborted{false};

  ~Group() {
    Groups::Remove(number);
    Release();
  }
  void Release() {
    if (memory) munmap(memory, size);
    memory = nullptr;
  }
  Counter& At(uint32_t peer) const { return reinterpret_cast<Counter*>(memory + kLine)[peer]; }
  float* Buffer(uint32_t peer, uint32_t turn) const {
    return reinterpret_cast<float*>(memory + kLine + world * sizeof(Counter) + (peer * kBuffers + turn) * capacity);
  }
};

inline size_t Size(uint32_t world, size_t capacity) { return kLine + world * (sizeof(Counter) + kBuffers * capacity); }

inline void Futex(std::atomic<uint32_t>& word, int operation, uint32_t value, const timespec* timeout) {
  syscall(SYS_futex, reinterpret_cast<uint32_t*>(&word), operation, value, timeout, nullptr, 0);
}

inline void Pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

inline void Raise(std::atomic<uint32_t>& counter, uint32_t sequence) {
  counter.store(sequence, std::memory_order_release);
  Futex(counter, FUTEX_WAKE, INT_MAX, nullptr);
}

// False when aborted.
inline bool WaitFor(const Group& group, std::atomic<uint32_t>& counter, uint32_t sequence) {
  for (int i = 0;; i++) {
    const uint32_t seen = counter.load(std::memory_order_acquire);
    if (static_cast<int32_t>(seen - sequence) >= 0) return true;
    if (group.aborted.load()) return false;
    if (i < kSpins) {
      Pause();
      continue;
    }
    // Woken when the peer raises it; looks for an abort now and then.
    const timespec while_waiting{0, 20 * 1000 * 1000};
    Futex(counter, FUTEX_WAIT, seen, &while_waiting);
  }
}

constexpr const char* kAborted = "aborted";

// Puts the numbers where all find them, unless they lie there already, and waits until all have done so. Returns what
// went wrong, or nothing.
inline const char* Gather(const Group& group, const float* numbers, size_t bytes, uint32_t turn) {
  const uint32_t sequence = group.sequence;
  Counter& own = group.At(group.rank);
  float* const place = group.Buffer(group.rank, turn);
  if (numbers != place) std::memcpy(place, numbers, bytes);
  own.bytes[turn].store(static_cast<uint32_t>(bytes), std::memory_order_relaxed);
  Raise(own.arrived, sequence);
  for (uint32_t peer = 0; peer < group.world; peer++) {
    if (peer == group.rank) continue;
    if (!WaitFor(group, group.At(peer).arrived, sequence)) return kAborted;
    if (group.At(peer).bytes[turn].load() != bytes) return "a peer sums another number of bytes";
  }
  return nullptr;
}

// Sums a range of what all have gathered.
inline void Add(const Group& group, const Range& range, float* numbers, uint32_t turn) {
  constexpr size_t kBlock = 4096;
  for (size_t start = range.start; start < range.end; start += kBlock) {
    const size_t end = start + kBlock < range.end ? start + kBlock : range.end;
    const float* first = group.Buffer(0, turn);
    const float* second = group.Buffer(1, turn);
    for (size_t i = start; i < end; i++) numbers[i] = first[i] + second[i];
    for (uint32_t peer = 2; peer < group.world; peer++) {
      const float* more = group.Buffer(peer, turn);
      for (size_t i = start; i < end; i++) numbers[i] += more[i];
    }
  }
}

inline void Copy(float* into, const float* from, const Range& range) {
  std::memcpy(into + range.start, from + range.start, (range.end - range.start) * sizeof(float));
}

// Which of a rank's buffers the next `Reduce` takes.
inline uint32_t NextTurn(const Group& group) { return (group.sequence + 1) % 2; }

// Sums `numbers` of all ranks into `into`, which may be the same.
inline const char* ReduceInto(Group& group, const float* numbers, float* into, size_t bytes) {
  const uint32_t turn = NextTurn(group);
  group.sequence++;
  const char* const error = Gather(group, numbers, bytes, turn);
  if (!error) Add(group, {0, bytes / sizeof(float)}, into, turn);
  return error;
}

inline const char* Reduce(Group& group, float* numbers, size_t bytes, uint32_t) {
  return ReduceInto(group, numbers, numbers, bytes);
}

// Slice k is the work of the ranks k, k + streams, ..., a piece each; rank k then takes the others' pieces.
inline const char* Sum(Group& group, float* numbers, size_t bytes, uint32_t streams) {
  const uint32_t turn = ++group.sequence % kBuffers;
  if (const char* const error = Gather(group, numbers, bytes, turn)) return error;
  const uint32_t leader = group.rank % streams;
  const uint32_t workers = (group.world - leader + streams - 1) / streams;
  const Range slice = Range{0, bytes / sizeof(float)}.Part(streams, leader);
  const Range piece = slice.Part(workers, group.rank / streams);
  Add(group, piece, numbers, turn);
  if (group.rank != leader) {
    // Nobody else reads this piece of this buffer before.
    Copy(group.Buffer(group.rank, turn), numbers, piece);
    Raise(group.At(group.rank).summed, group.sequence);
    return nullptr;
  }
  for (uint32_t worker = 1; worker < workers; worker++) {
    const uint32_t peer = leader + worker * streams;
    if (!WaitFor(group, group.At(peer).summed, group.sequence)) return kAborted;
    Copy(numbers, group.Buffer(peer, turn), slice.Part(workers, worker));
  }
  return nullptr;
}

inline const char* Share(Group& group, float* numbers, size_t bytes, uint32_t streams) {
  const uint32_t sequence = ++group.shares;
  const uint32_t turn = sequence % kBuffers;
  const Range whole{0, bytes / sizeof(float)};
  if (group.rank < streams) {
    Copy(group.Buffer(group.rank, turn), numbers, whole.Part(streams, group.rank));
    Raise(group.At(group.rank).shared, sequence);
  }
  for (uint32_t peer = 0; peer < streams; peer++) {
    if (peer == group.rank) continue;
    if (!WaitFor(group, group.At(peer).shared, sequence)) return kAborted;
    Copy(numbers, group.Buffer(peer, turn), whole.Part(streams, peer));
  }
  return nullptr;
}

}  // namespace lockstep
