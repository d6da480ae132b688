// Arithmetic on messages: sums of float32 numbers, bfloat16 and back, CRC-32. Messages lie at any address.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace lockstep {

typedef float UnalignedFloat __attribute__((aligned(1), may_alias));
typedef uint16_t UnalignedHalf __attribute__((aligned(1), may_alias));

inline void Add(UnalignedFloat* into, const UnalignedFloat* from, size_t count) {
  for (size_t i = 0; i < count; i++) into[i] += from[i];
}

inline float Widened(uint16_t half) {
  const uint32_t bits = static_cast<uint32_t>(half) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline void Widen(UnalignedFloat* into, const UnalignedHalf* from, size_t count) {
  for (size_t i = 0; i < count; i++) into[i] = Widened(from[i]);
}

inline void AddWidened(UnalignedFloat* into, const UnalignedHalf* from, size_t count) {
  for (size_t i = 0; i < count; i++) into[i] += Widened(from[i]);
}

// Rounds to the nearest bfloat16, ties to even, in place too; what is not a number stays none.
inline void Narrow(UnalignedHalf* into, UnalignedFloat* from, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const float value = from[i];
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    const uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    const uint32_t half = (bits & 0x7fffffff) > 0x7f800000 ? (bits >> 16) | 0x40 : rounded;
    into[i] = static_cast<uint16_t>(half);
    const uint32_t kept = half << 16;
    float narrowed;
    std::memcpy(&narrowed, &kept, sizeof narrowed);
    from[i] = narrowed;
  }
}

using CrcTables = std::array<std::array<uint32_t, 256>, 8>;

constexpr CrcTables MakeCrcTables() {
  CrcTables tables{};
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; bit++) value = value & 1 ? (value >> 1) ^ 0xedb88320u : value >> 1;
    tables[0][i] = value;
  }
  for (uint32_t i = 0; i < 256; i++) {
    for (size_t t = 1; t < 8; t++) {
      tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 255];
    }
  }
  return tables;
}

// Eight bytes at a time (slicing by 8). `crc` is the inverted checksum.
inline uint32_t CrcByTables(const uint8_t* data, size_t size, uint32_t crc) {
  static constexpr CrcTables t = MakeCrcTables();
  for (; size >= 8; size -= 8, data += 8) {
    uint32_t low, high;
    std::memcpy(&low, data, 4);
    std::memcpy(&high, data + 4, 4);
    low ^= crc;
    crc = t[7][low & 255] ^ t[6][low >> 8 & 255] ^ t[5][low >> 16 & 255] ^ t[4][low >> 24] ^ t[3][high & 255] ^
          t[2][high >> 8 & 255] ^ t[1][high >> 16 & 255] ^ t[0][high >> 24];
  }
  for (; size > 0; size--, data++) crc = t[0][(crc ^ *data) & 255] ^ (crc >> 8);
  return crc;
}

#if defined(__x86_64__)
// By carry-less multiplication (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
// Instruction", Intel 2009), for 64 bytes or more and whole blocks of 16.
__attribute__((target("pclmul,sse4.1"))) inline uint32_t CrcByFolding(const uint8_t* data, size_t size, uint32_t crc) {
  const auto load = [](const uint8_t* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); };
  __m128i x[4] = {load(data), load(data + 16), load(data + 32), load(data + 48)};
  x[0] = _mm_xor_si128(x[0], _mm_cvtsi32_si128(static_cast<int>(crc)));
  __m128i k = _mm_set_epi64x(0x01c6e41596, 0x0154442bd4);
  for (data += 64, size -= 64; size >= 64; data += 64, size -= 64) {
    for (int i = 0; i < 4; i++) {
      const __m128i low = _mm_clmulepi64_si128(x[i], k, 0x00);
      const __m128i high = _mm_clmulepi64_si128(x[i], k, 0x11);
      x[i] = _mm_xor_si128(_mm_xor_si128(high, low), load(data + 16 * i));
    }
  }
  k = _mm_set_epi64x(0x00ccaa009e, 0x01751997d0);
  __m128i sum = x[0];
  for (int i = 1; i < 4; i++) {
    const __m128i low = _mm_clmulepi64_si128(sum, k, 0x00);
    sum = _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(sum, k, 0x11), low), x[i]);
  }
  for (; size >= 16; data += 16, size -= 16) {
    const __m128i low = _mm_clmulepi64_si128(sum, k, 0x00);
    sum = _mm_xor_si128(_mm_xor_si128(_mm_clmulepi64_si128(sum, k, 0x11), low), load(data));
  }
  // 128 bits to 64, to 32 (Barrett's reduction).
  const __m128i mask = _mm_setr_epi32(~0, 0, ~0, 0);
  sum = _mm_xor_si128(_mm_srli_si128(sum, 8), _mm_clmulepi64_si128(sum, k, 0x10));
  k = _mm_set_epi64x(0, 0x0163cd6124);
  sum = _mm_xor_si128(_mm_srli_si128(sum, 4), _mm_clmulepi64_si128(_mm_and_si128(sum, mask), k, 0x00));
  k = _mm_set_epi64x(0x01f7011641, 0x01db710641);
  __m128i quotient = _mm_and_si128(_mm_clmulepi64_si128(_mm_and_si128(sum, mask), k, 0x10), mask);
  sum = _mm_xor_si128(sum, _mm_clmulepi64_si128(quotient, k, 0x00));
  return static_cast<uint32_t>(_mm_extract_epi32(sum, 1));
}
#endif

// zlib's CRC-32.
inline uint32_t Crc32(const uint8_t* data, size_t size, uint32_t crc = 0) {
  crc = ~crc;
#if defined(__x86_64__)
  static const bool folds = __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
  if (folds && size >= 64) {
    const size_t whole = size & ~size_t{15};
    crc = CrcByFolding(data, whole, crc);
    data += whole;
    size -= whole;
  }
#endif
  return ~CrcByTables(data, size, crc);
}

}  // namespace lockstep
