// Products of small matrices on the thread that asks. The right-hand one is packed before, for all products that share
// it, so that each reads it from one end to the other. Every number is a sum over the depth in order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "tile.h"

namespace lockstep {

// Columns of a panel. A packed matrix is its panels in order, each row by row; the last is filled up with zeros.
constexpr int64_t kPanel = 32;

inline int64_t PackedSize(int64_t depth, int64_t columns) {
  return depth * ((columns + kPanel - 1) / kPanel * kPanel);
}

inline void Pack(const float* matrix, int64_t depth, int64_t columns, bool transposed, float* packed) {
  for (int64_t column = 0; column < columns; column += kPanel) {
    const int64_t width = std::min(kPanel, columns - column);
    for (int64_t row = 0; row < depth; row++, packed += kPanel) {
      for (int64_t i = 0; i < width; i++) {
        packed[i] = transposed ? matrix[(column + i) * depth + row] : matrix[row * columns + column + i];
      }
      std::fill(packed + width, packed + kPanel, 0.0f);
    }
  }
}

// kRows rows of `a` times two vectors' width of a panel, of which the first `width` numbers count; kWhole: all do.
template <typename Vector, int kRows, bool kWhole>
INLINE void ProductTile(const float* a, int64_t depth, const float* panel, int64_t width, float* out, int64_t stride) {
  constexpr int kLanes = sizeof(Vector) / sizeof(float);
  Vector sums[kRows][2];
#pragma GCC unroll 8
  for (int row = 0; row < kRows; row++) sums[row][0] = sums[row][1] = Vector{};
  for (int64_t k = 0; k < depth; k++) {
    Vector left, right;
    std::memcpy(&left, panel + k * kPanel, sizeof left);
    std::memcpy(&right, panel + k * kPanel + kLanes, sizeof right);
#pragma GCC unroll 8
    for (int row = 0; row < kRows; row++) {
      const float factor = a[row * depth + k];
      sums[row][0] += factor * left;
      sums[row][1] += factor * right;
    }
  }
#pragma GCC unroll 8
  for (int row = 0; row < kRows; row++) {
    // Each by itself: copied together, sums lie in memory all along, which makes AVX2 three times as slow.
    if (kWhole) {
      std::memcpy(out + row * stride, &sums[row][0], sizeof(Vector));
      std::memcpy(out + row * stride + kLanes, &sums[row][1], sizeof(Vector));
    } else {
      std::memcpy(out + row * stride, sums[row], width * sizeof(float));
    }
  }
}

template <typename Vector, int kRows>
INLINE void ProductRows(int64_t rows, const float* a, int64_t depth, const float* panel, int64_t width, float* out,
                        int64_t stride) {
  for (; rows >= kRows; rows -= kRows, a += kRows * depth, out += kRows * stride) {
    if (width >= static_cast<int64_t>(2 * sizeof(Vector) / sizeof(float))) {
      ProductTile<Vector, kRows, true>(a, depth, panel, width, out, stride);
    } else if (width > 0) {
      ProductTile<Vector, kRows, false>(a, depth, panel, width, out, stride);
    }
  }
  if constexpr (kRows > 1) ProductRows<Vector, kRows / 2>(rows, a, depth, panel, width, out, stride);
}

template <typename Vector, int kRows>
INLINE void ProductOf(int64_t rows, int64_t depth, int64_t columns, const float* a, const float* packed, float* out) {
  constexpr int64_t kWidth = 2 * sizeof(Vector) / sizeof(float);
  for (int64_t column = 0; column < columns; column += kPanel, packed += depth * kPanel) {
    for (int64_t part = 0; part < kPanel; part += kWidth) {
      ProductRows<Vector, kRows>(rows, a, depth, packed + part, columns - column - part, out + column + part, columns);
    }
  }
}

// Adds `a' b` of kRows columns of `a` and kVectors vectors' width of `b`, both with `depth` rows, to `out`.
template <typename Vector, int kRows, int kVectors>
INLINE void AddProductTile(int64_t depth, const float* a, int64_t a_stride, const float* b, int64_t b_stride, float* out,
                           int64_t stride) {
  constexpr int kLanes = sizeof(Vector) / sizeof(float);
  Vector sums[kRows][kVectors] = {};
  for (int64_t k = 0; k < depth; k++) {
    Vector right[kVectors];
#pragma GCC unroll 2
    for (int i = 0; i < kVectors; i++) std::memcpy(&right[i], b + k * b_stride + i * kLanes, sizeof(Vector));
#pragma GCC unroll 8
    for (int row = 0; row < kRows; row++) {
      const float factor = a[k * a_stride + row];
#pragma GCC unroll 2
      for (int i = 0; i < kVectors; i++) sums[row][i] += factor * right[i];
    }
  }
#pragma GCC unroll 8
  for (int row = 0; row < kRows; row++) {
#pragma GCC unroll 2
    for (int i = 0; i < kVectors; i++) {
      Vector sum;
      float* const place = out + row * stride + i * kLanes;
      std::memcpy(&sum, place, sizeof sum);
      sum += sums[row][i];
      std::memcpy(place, &sum, sizeof sum);
    }
  }
}

// Adds `a' b` to `out`, for `a` of `[depth, rows]` and `b` of `[depth, columns]`; rows and columns in sixteens.
template <typename Vector, int kRows>
INLINE void AddProductOf(int64_t rows, int64_t depth, int64_t columns, const float* a, const float* b, float* out) {
  constexpr int64_t kLanes = sizeof(Vector) / sizeof(float);
  int64_t column = 0;
  for (; column + 2 * kLanes <= columns; column += 2 * kLanes) {
    for (int64_t row = 0; row < rows; row += kRows) {
      AddProductTile<Vector, kRows, 2>(depth, a + row, rows, b + column, columns, out + row * columns + column, columns);
    }
  }
  for (; column < columns; column += kLanes) {
    for (int64_t row = 0; row < rows; row += kRows) {
      AddProductTile<Vector, kRows, 1>(depth, a + row, rows, b + column, columns, out + row * columns + column, columns);
    }
  }
}

#define LOCKSTEP_PRODUCT(bits, rows_of_tile, target)                                                              \
  typedef float Vector##bits __attribute__((vector_size(bits / 8)));                                               \
  target static void Product##bits(int64_t rows, int64_t depth, int64_t columns, const float* a,                   \
                                   const float* packed, float* out) {                                              \
    ProductOf<Vector##bits, rows_of_tile>(rows, depth, columns, a, packed, out);                                   \
  }
LOCKSTEP_PRODUCT(128, 4, )
#if defined(__x86_64__)
LOCKSTEP_PRODUCT(256, 4, __attribute__((target("avx2,fma"))))
LOCKSTEP_PRODUCT(512, 8, __attribute__((target("avx512f"))))
#endif
#undef LOCKSTEP_PRODUCT

// `[rows, depth]` times a packed `[depth, columns]`.
inline void Product(int64_t rows, int64_t depth, int64_t columns, const float* a, const float* packed, float* out) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return Product512(rows, depth, columns, a, packed, out);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return Product256(rows, depth, columns, a, packed, out);
  }
#endif
  Product128(rows, depth, columns, a, packed, out);
}

}  // namespace lockstep
