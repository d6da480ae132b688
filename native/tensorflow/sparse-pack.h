// What sparse-product.h multiplies, packed: of the sparse matrix four rows at a time, where one of them is not zero; the
// other matrix in panels.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "finite.h"
#include "tile.h"

namespace lockstep {

// Rows of the sparse matrix that are multiplied together.
constexpr int64_t kGroup = 4;
// As much of the depth is packed at a time, of as many rows and columns: they stay in the nearer caches.
constexpr int64_t kStretch = 512;
constexpr int64_t kBlockRows = 256;
constexpr int64_t kSlab = 1024;

// The widest panel of a packed matrix.
constexpr int64_t kMostWidth = 64;

// The sparse matrix: its number of a row and a place of the depth lies at `row * row_stride + place * depth_stride`, where
// one of the strides is 1.
struct SparseMatrix {
  const float* data;
  int64_t rows, depth;
  int64_t row_stride, depth_stride;
};

// The numbers of four rows at those places of a stretch where not all four are zero.
struct GroupOfRows {
  float numbers[kStretch][kGroup];
  int32_t places[kStretch];
  int64_t count;
  // Groups that are filled in turn lie in different sets of the cache.
  float unused[14];
};

constexpr int64_t kGroupSize = sizeof(GroupOfRows) / sizeof(float);

// The bits of two numbers but for their signs: -0 is zero too.
constexpr uint64_t kNoSigns = 0x7fffffff7fffffff;

typedef float Four __attribute__((vector_size(16)));

// Takes the numbers of a place: if they are all zero, the next ones are put over them.
INLINE void Append(GroupOfRows& group, int32_t place, Four numbers, bool all) {
  uint64_t halves[2];
  std::memcpy(group.numbers[group.count], &numbers, sizeof numbers);
  group.places[group.count] = place;
  std::memcpy(halves, &numbers, sizeof halves);
  group.count += all || ((halves[0] | halves[1]) & kNoSigns) != 0;
}

INLINE Four LoadFour(const float* from) {
  Four numbers;
  std::memcpy(&numbers, from, sizeof numbers);
  return numbers;
}

// Numbers that are looked at together, before they are looked at by place.
constexpr int64_t kGlance = 16;
typedef uint64_t Glance __attribute__((vector_size(kGlance * sizeof(float))));

// Whether one of the numbers that lie together from one of some places on is not zero.
template <int kPlaces>
INLINE bool HasNumbers(const float* const* from, int64_t at) {
  Glance bits = {};
#pragma GCC unroll 4
  for (int i = 0; i < kPlaces; i++) {
    Glance more;
    std::memcpy(&more, from[i] + at, sizeof more);
    bits |= more;
  }
  uint64_t any = 0;
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) any |= bits[i];
  return (any & kNoSigns) != 0;
}

// Groups of rows that lie one after another.
INLINE void PackRows(const float* data, int64_t stride, int64_t rows, int64_t depth, bool all, GroupOfRows* groups) {
  static constexpr float kZeros[kStretch] = {};
  for (int64_t row = 0; row < rows; row += kGroup, groups++) {
    const float* from[kGroup];
    for (int64_t i = 0; i < kGroup; i++) from[i] = row + i < rows ? data + (row + i) * stride : kZeros;
    GroupOfRows& group = *groups;
    group.count = 0;
    int64_t place = 0;
    for (; place + kGlance <= depth; place += kGlance) {
      if (!all && !HasNumbers<kGroup>(from, place)) continue;
      for (int64_t i = place; i < place + kGlance; i += 4) {
        const Four a = LoadFour(from[0] + i), b = LoadFour(from[1] + i);
        const Four c = LoadFour(from[2] + i), d = LoadFour(from[3] + i);
        const auto at = static_cast<int32_t>(i);
        Append(group, at, Four{a[0], b[0], c[0], d[0]}, all);
        Append(group, at + 1, Four{a[1], b[1], c[1], d[1]}, all);
        Append(group, at + 2, Four{a[2], b[2], c[2], d[2]}, all);
        Append(group, at + 3, Four{a[3], b[3], c[3], d[3]}, all);
      }
    }
    for (; place < depth; place++) {
      const Four numbers = {from[0][place], from[1][place], from[2][place], from[3][place]};
      Append(group, static_cast<int32_t>(place), numbers, all);
    }
  }
}

// Groups of rows that stand side by side.
INLINE void PackColumns(const float* data, int64_t stride, int64_t rows, int64_t depth, bool all, GroupOfRows* groups) {
  const int64_t whole = rows / kGroup, rest = rows % kGroup;
  for (int64_t group = 0; group <= whole; group++) {
    if (group < whole || rest > 0) groups[group].count = 0;
  }
  for (int64_t place = 0; place < depth; place++, data += stride) {
    int64_t group = 0;
    for (; group + kGlance / kGroup <= whole; group += kGlance / kGroup) {
      if (!all && !HasNumbers<1>(&data, group * kGroup)) continue;
      for (int64_t i = 0; i < kGlance / kGroup; i++) {
        Append(groups[group + i], static_cast<int32_t>(place), LoadFour(data + (group + i) * kGroup), all);
      }
    }
    for (; group < whole; group++) {
      Append(groups[group], static_cast<int32_t>(place), LoadFour(data + group * kGroup), all);
    }
    if (rest > 0) {
      Four numbers = {};
      std::memcpy(&numbers, data + whole * kGroup, rest * sizeof(float));
      Append(groups[whole], static_cast<int32_t>(place), numbers, all);
    }
  }
}

// Columns `[first, end)` of a matrix, in panels of kWidth; the last has as many whole vectors as it needs, filled up with
// zeros. False where a number is not finite.
template <int64_t kLanes, int64_t kWidth>
INLINE bool PackRight(const float* matrix, int64_t stride, int64_t depth, int64_t first, int64_t end, float* packed) {
  // Row by row, as they lie.
  for (int64_t row = 0; row < depth; row++, matrix += stride) {
    float* panel = packed;
    for (int64_t column = first; column < end; column += kWidth) {
      const int64_t count = std::min(kWidth, end - column), width = (count + kLanes - 1) / kLanes * kLanes;
      float* const to = panel + row * width;
      if (count == kWidth) {
        std::memcpy(to, matrix + column, kWidth * sizeof(float));
      } else {
        std::memcpy(to, matrix + column, count * sizeof(float));
        std::fill(to + count, to + width, 0.0f);
      }
      panel += depth * width;
    }
  }
  const int64_t width = (end - first + kLanes - 1) / kLanes * kLanes;
  return AllFinite(reinterpret_cast<const uint32_t*>(packed), depth * width);
}

}  // namespace lockstep
