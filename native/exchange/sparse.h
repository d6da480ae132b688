// Messages without their zeros, as collectives/transport/sparse.ts says them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../processors.h"

namespace lockstep {

typedef uint32_t UnalignedWord __attribute__((aligned(1), may_alias));

constexpr size_t kWordBytes = sizeof(uint32_t);
constexpr size_t kBlockWords = 32;
constexpr size_t kGroupWords = 32 * kBlockWords;
constexpr uint32_t kWhole = ~uint32_t{0};
// Fewest bytes of a message that is looked at.
constexpr size_t kLeastSparse = 16 << 10;
// A word in so many is looked at: a prime, so that rows of a matrix are not met at the same place.
constexpr size_t kSampleStride = 61;
// A message is worth it where so many of its words are zero: one in ...
constexpr size_t kLeastZeros = 16;

// Whether a message has enough zeros, by a sample of its words.
inline bool LooksSparse(const uint8_t* data, size_t bytes) {
  if (bytes < kLeastSparse) return false;
  const auto* words = reinterpret_cast<const UnalignedWord*>(data);
  size_t zeros = 0;
  size_t looks = 0;
  for (size_t at = 0; at < bytes / kWordBytes; at += kSampleStride, looks++) zeros += words[at] == 0;
  return zeros * kLeastZeros >= looks;
}

// Bytes that `ToSparse` may write for a message of `bytes`.
inline size_t SparseRoom(size_t bytes) {
  const size_t words = bytes / kWordBytes;
  return bytes + kWordBytes * (words / kBlockWords + words / kGroupWords + 3);
}

// Writes `bytes` at `data` without zeros, and returns how many bytes those are.
FOR_EACH_PROCESSOR inline size_t ToSparse(const uint8_t* data, size_t bytes, uint8_t* out) {
  const auto* words = reinterpret_cast<const UnalignedWord*>(data);
  const size_t count = bytes / kWordBytes;
  auto* const begin = reinterpret_cast<UnalignedWord*>(out);
  UnalignedWord* to = begin;
  for (size_t group = 0; group < count; group += kGroupWords) {
    UnalignedWord* const head = to++;
    uint32_t blocks = 0;
    const size_t end = std::min(group + kGroupWords, count);
    for (size_t block = group; block < end; block += kBlockWords) {
      const size_t size = std::min(kBlockWords, end - block);
      uint32_t mask = 0;
      for (size_t i = 0; i < size; i++) mask |= uint32_t{words[block + i] != 0} << i;
      if (mask == 0) continue;
      blocks |= uint32_t{1} << ((block - group) / kBlockWords);
      *to++ = mask;
      if (mask == kWhole) {
        std::memcpy(to, words + block, kBlockWords * kWordBytes);
        to += kBlockWords;
        continue;
      }
      // What is written for a zero, the next word overwrites.
      for (size_t i = 0; i < size; i++) {
        *to = words[block + i];
        to += mask >> i & 1;
      }
    }
    *head = blocks;
  }
  const size_t tail = bytes % kWordBytes;
  std::memcpy(to, words + count, tail);
  return static_cast<size_t>(to - begin) * kWordBytes + tail;
}

// Gives `put(data, size)` the `bytes` of a message piece by piece. False where `sparse` is not such a message; some pieces
// may have been given then.
template <typename Put>
bool FromSparse(const uint8_t* sparse, size_t size, size_t bytes, Put put) {
  const size_t tail = bytes % kWordBytes;
  if (size < tail || (size - tail) % kWordBytes != 0) return false;
  const auto* from = reinterpret_cast<const UnalignedWord*>(sparse);
  size_t left = (size - tail) / kWordBytes;
  const size_t count = bytes / kWordBytes;
  alignas(64) uint32_t words[kGroupWords];
  for (size_t group = 0; group < count; group += kGroupWords) {
    if (left == 0) return false;
    uint32_t blocks = *from++;
    left--;
    const size_t own = std::min(kGroupWords, count - group);
    std::memset(words, 0, own * kWordBytes);
    for (; blocks != 0; blocks &= blocks - 1) {
      const size_t block = static_cast<size_t>(__builtin_ctz(blocks)) * kBlockWords;
      if (left == 0 || block >= own) return false;
      uint32_t mask = *from++;
      left--;
      const auto set = static_cast<size_t>(__builtin_popcount(mask));
      const size_t room = own - block;
      if (left < set || (room < kBlockWords && mask >> room != 0)) return false;
      left -= set;
      if (mask == kWhole) {
        std::memcpy(words + block, from, kBlockWords * kWordBytes);
        from += kBlockWords;
        continue;
      }
      for (; mask != 0; mask &= mask - 1) words[block + static_cast<size_t>(__builtin_ctz(mask))] = *from++;
    }
    put(reinterpret_cast<const uint8_t*>(words), own * kWordBytes);
  }
  put(reinterpret_cast<const uint8_t*>(from), tail);
  return left == 0;
}

}  // namespace lockstep
