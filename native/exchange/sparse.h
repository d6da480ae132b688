// Messages without their zeros, as collectives/transport/sparse.ts says them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

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

// A whole block, word by word. What is written for a zero, the next word overwrites.
struct EachWord {
  static uint32_t Mask(const UnalignedWord* words) {
    uint32_t mask = 0;
    for (size_t i = 0; i < kBlockWords; i++) mask |= uint32_t{words[i] != 0} << i;
    return mask;
  }
  static UnalignedWord* Compress(const UnalignedWord* words, uint32_t mask, UnalignedWord* to) {
    for (size_t i = 0; i < kBlockWords; i++) {
      *to = words[i];
      to += mask >> i & 1;
    }
    return to;
  }
  static void Expand(const UnalignedWord* from, uint32_t mask, uint32_t* words) {
    for (; mask != 0; mask &= mask - 1) words[__builtin_ctz(mask)] = *from++;
  }
};

#if defined(__x86_64__)
// The same with AVX-512, sixteen words at a time: several times as fast where zeros lie among the others.
#define LOCKSTEP_AVX512 __attribute__((target("avx512f,popcnt")))
struct SixteenWords {
  LOCKSTEP_AVX512 static uint32_t Mask(const UnalignedWord* words) {
    const __m512i low = _mm512_loadu_si512(words), high = _mm512_loadu_si512(words + 16);
    return _mm512_test_epi32_mask(low, low) | static_cast<uint32_t>(_mm512_test_epi32_mask(high, high)) << 16;
  }
  LOCKSTEP_AVX512 static UnalignedWord* Compress(const UnalignedWord* words, uint32_t mask, UnalignedWord* to) {
    for (int half = 0; half < 2; half++, words += 16, mask >>= 16) {
      const auto own = static_cast<__mmask16>(mask);
      // Not straight to memory, which is slow on AMD's processors.
      _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(own, _mm512_loadu_si512(words)));
      to += __builtin_popcount(own);
    }
    return to;
  }
  LOCKSTEP_AVX512 static void Expand(const UnalignedWord* from, uint32_t mask, uint32_t* words) {
    for (int half = 0; half < 2; half++, words += 16, mask >>= 16) {
      const auto own = static_cast<__mmask16>(mask);
      _mm512_storeu_si512(words, _mm512_maskz_expandloadu_epi32(own, from));
      from += __builtin_popcount(own);
    }
  }
};
#endif

template <typename Block>
inline __attribute__((always_inline)) size_t ToSparseOf(const uint8_t* data, size_t bytes, uint8_t* out) {
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
      if (size == kBlockWords) mask = Block::Mask(words + block);
      else for (size_t i = 0; i < size; i++) mask |= uint32_t{words[block + i] != 0} << i;
      if (mask == 0) continue;
      blocks |= uint32_t{1} << ((block - group) / kBlockWords);
      *to++ = mask;
      if (size == kBlockWords) {
        to = Block::Compress(words + block, mask, to);
        continue;
      }
      for (size_t i = 0; i < size; i++) {
        if (mask >> i & 1) *to++ = words[block + i];
      }
    }
    *head = blocks;
  }
  const size_t tail = bytes % kWordBytes;
  std::memcpy(to, words + count, tail);
  return static_cast<size_t>(to - begin) * kWordBytes + tail;
}

#if defined(__x86_64__)
LOCKSTEP_AVX512 inline size_t ToSparse512(const uint8_t* data, size_t bytes, uint8_t* out) {
  return ToSparseOf<SixteenWords>(data, bytes, out);
}
#endif

// Writes `bytes` at `data` without zeros, and returns how many bytes those are.
inline size_t ToSparse(const uint8_t* data, size_t bytes, uint8_t* out) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return ToSparse512(data, bytes, out);
#endif
  return ToSparseOf<EachWord>(data, bytes, out);
}

// A group of `own` words from `from` to `words`, of which `left` are there. What is left then; `kMalformed` if too few.
constexpr size_t kMalformed = ~size_t{0};
template <typename Block>
inline __attribute__((always_inline)) size_t GroupOf(const UnalignedWord*& from, size_t left, size_t own, uint32_t* words) {
  if (left == 0) return kMalformed;
  uint32_t blocks = *from++;
  left--;
  std::memset(words, 0, own * kWordBytes);
  for (; blocks != 0; blocks &= blocks - 1) {
    const size_t block = static_cast<size_t>(__builtin_ctz(blocks)) * kBlockWords;
    if (left == 0 || block >= own) return kMalformed;
    const uint32_t mask = *from++;
    left--;
    const auto set = static_cast<size_t>(__builtin_popcount(mask));
    const size_t room = own - block;
    if (left < set || (room < kBlockWords && mask >> room != 0)) return kMalformed;
    if (mask == kWhole) std::memcpy(words + block, from, kBlockWords * kWordBytes);
    else Block::Expand(from, mask, words + block);
    from += set;
    left -= set;
  }
  return left;
}

#if defined(__x86_64__)
LOCKSTEP_AVX512 inline size_t Group512(const UnalignedWord*& from, size_t left, size_t own, uint32_t* words) {
  return GroupOf<SixteenWords>(from, left, own, words);
}
#undef LOCKSTEP_AVX512
#endif

inline size_t Group(const UnalignedWord*& from, size_t left, size_t own, uint32_t* words) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return Group512(from, left, own, words);
#endif
  return GroupOf<EachWord>(from, left, own, words);
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
    const size_t own = std::min(kGroupWords, count - group);
    left = Group(from, left, own, words);
    if (left == kMalformed) return false;
    put(reinterpret_cast<const uint8_t*>(words), own * kWordBytes);
  }
  put(reinterpret_cast<const uint8_t*>(from), tail);
  return left == 0;
}

}  // namespace lockstep
