// Copies of float32 numbers that notice what is not finite.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "tile.h"

namespace lockstep {

FOR_EACH_PROCESSOR static bool AllFinite(const uint32_t* bits, size_t count) {
  constexpr uint32_t kExponent = 0x7f800000;
  uint32_t spoiled = 0;
  for (size_t i = 0; i < count; i++) spoiled |= (bits[i] & kExponent) == kExponent;
  return spoiled == 0;
}

// Piece by piece, so that each is looked at and copied while it is in the nearest cache. False where one is infinite
// or not a number; all are copied.
inline bool CopyFinite(void* to, const void* from, size_t bytes) {
  constexpr size_t kPiece = 16384;
  bool finite = true;
  for (size_t at = 0; at < bytes; at += kPiece) {
    const size_t size = std::min(kPiece, bytes - at);
    const char* piece = static_cast<const char*>(from) + at;
    finite &= AllFinite(reinterpret_cast<const uint32_t*>(piece), size / sizeof(float));
    std::memcpy(static_cast<char*>(to) + at, piece, size);
  }
  return finite;
}

}  // namespace lockstep
