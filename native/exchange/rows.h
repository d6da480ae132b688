// Rows of a gradient of which any bit is set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../processors.h"

namespace lockstep {

// Few enough that a row with a number at its beginning is not read to its end.
constexpr size_t kLook = 64;

// Writes 1 for each of `count` rows of `width` numbers that is not all zero bits, else 0.
FOR_EACH_PROCESSOR inline void MarkRows(const uint32_t* bits, size_t count, size_t width, uint8_t* marks) {
  for (size_t row = 0; row < count; row++, bits += width) {
    uint32_t any = 0;
    size_t at = 0;
    for (; any == 0 && at + kLook <= width; at += kLook) {
      for (size_t i = 0; i < kLook; i++) any |= bits[at + i];
    }
    if (any == 0) {
      for (; at < width; at++) any |= bits[at];
    }
    marks[row] = any != 0;
  }
}

}  // namespace lockstep
