// Arithmetic on messages: sums of float32 numbers, bfloat16 and back, CRC-32. Messages lie at any address.
#pragma once

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

// zlib's CRC-32, eight bytes at a time (slicing by 8).
inline uint32_t Crc32(const uint8_t* data, size_t size, uint32_t crc = 0) {
  static constexpr CrcTables t = MakeCrcTables();
  crc = ~crc;
  for (; size >= 8; size -= 8, data += 8) {
    uint32_t low, high;
    std::memcpy(&low, data, 4);
    std::memcpy(&high, data + 4, 4);
    low ^= crc;
    crc = t[7][low & 255] ^ t[6][low >> 8 & 255] ^ t[5][low >> 16 & 255] ^ t[4][low >> 24] ^ t[3][high & 255] ^
          t[2][high >> 8 & 255] ^ t[1][high >> 16 & 255] ^ t[0][high >> 24];
  }
  for (; size > 0; size--, data++) crc = t[0][(crc ^ *data) & 255] ^ (crc >> 8);
  return ~crc;
}

}  // namespace lockstep
