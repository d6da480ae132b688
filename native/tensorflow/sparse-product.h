// Products with a matrix of which many numbers are zero, as data often are: pictures of digits, bags of words. Four of its
// rows at a time are multiplied where one of them has another number than zero, with vectors of the other matrix, which
// stay in registers: without zeros it is as fast as a product that looks for none. Every number is a sum over the depth in
// order, in stretches of 512, and a zero adds nothing to it: so its bits depend neither on the rows beside it nor on the
// number of threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>

#include "finite.h"
#include "product.h"
#include "sparse-pack.h"
#include "threads.h"

namespace lockstep {

// Where sums go: `rows` by `columns` numbers of a matrix.
struct SumsPlace {
  float* out;
  int64_t stride, rows, columns;
  // Whether they are added to what stands there, and what is done to them when they are whole.
  bool adds, ends;
  const float* bias;
  bool relu;
};

template <typename Vector>
INLINE void PutSums(const Vector& sums, const SumsPlace& place, int64_t row, int64_t column, int64_t count) {
  if (row >= place.rows || count <= 0) return;
  float* const out = place.out + row * place.stride + column;
  Vector sum = sums, other = {};
  if (place.adds) {
    std::memcpy(&other, out, count * sizeof(float));
    sum += other;
  }
  if (place.ends && place.bias) {
    std::memcpy(&other, place.bias + column, count * sizeof(float));
    sum += other;
  }
  if (place.ends && place.relu) sum = sum < 0 ? Vector{} : sum;
  std::memcpy(out, &sum, count * sizeof(float));
}

// A group of rows times kVectors vectors' width of a packed matrix.
template <typename Vector, int kVectors>
INLINE void GroupTimes(const GroupOfRows& group, const float* panel, const SumsPlace& place) {
  constexpr int64_t kLanes = sizeof(Vector) / sizeof(float), kWidth = kVectors * kLanes;
  Vector sums[kGroup][kVectors] = {};
  for (int64_t row = 0; row < place.rows; row++) {
    for (int i = 0; i < kVectors; i++) __builtin_prefetch(place.out + row * place.stride + i * kLanes, 1);
  }
  for (int64_t j = 0; j < group.count; j++) {
    const float* from = panel + group.places[j] * kWidth;
    Vector right[kVectors];
#pragma GCC unroll 4
    for (int i = 0; i < kVectors; i++) std::memcpy(&right[i], from + i * kLanes, sizeof(Vector));
#pragma GCC unroll 4
    for (int row = 0; row < kGroup; row++) {
      const float factor = group.numbers[j][row];
#pragma GCC unroll 4
      for (int i = 0; i < kVectors; i++) sums[row][i] += factor * right[i];
    }
  }
  if (place.columns >= kWidth) {
#pragma GCC unroll 4
    for (int row = 0; row < kGroup; row++) {
#pragma GCC unroll 4
      for (int i = 0; i < kVectors; i++) PutSums(sums[row][i], place, row, i * kLanes, kLanes);
    }
  } else {
    for (int row = 0; row < kGroup; row++) {
      for (int i = 0; i < kVectors; i++) {
        PutSums(sums[row][i], place, row, i * kLanes, std::min(kLanes, place.columns - i * kLanes));
      }
    }
  }
}

// The last panel may need fewer vectors.
template <typename Vector, int kVectors>
INLINE void GroupTimesPanel(const GroupOfRows& group, const float* panel, const SumsPlace& place) {
  constexpr int64_t kLanes = sizeof(Vector) / sizeof(float);
  if constexpr (kVectors > 1) {
    if (place.columns <= (kVectors - 1) * kLanes) return GroupTimesPanel<Vector, kVectors - 1>(group, panel, place);
  }
  GroupTimes<Vector, kVectors>(group, panel, place);
}

// `left` times `right`, which has `columns`.
struct SparseProduct {
  SparseMatrix left;
  const float* right;
  int64_t columns;
  // One for each column, or nothing.
  const float* bias;
  bool relu;
  // Whether it is looked whether all results are finite.
  bool checks;
  float* out;

  int64_t GroupsSize() const { return (std::min(left.rows, kBlockRows) + kGroup - 1) / kGroup * kGroupSize; }
  // Numbers of memory that a thread needs.
  int64_t MemorySize() const {
    const int64_t width = std::min(columns, kSlab) + kMostWidth;
    return (GroupsSize() + std::min(left.depth, kStretch) * width + 15) / 16 * 16;
  }

  // Columns `[first, end)` of rows `[first_row, end_row)`. False where it has found a result that is not finite.
  template <typename Vector, int kVectors>
  INLINE bool Run(int64_t first_row, int64_t end_row, int64_t first, int64_t end, float* memory) const {
    constexpr int64_t kLanes = sizeof(Vector) / sizeof(float), kWidth = kVectors * kLanes;
    auto* const groups = reinterpret_cast<GroupOfRows*>(memory);
    float* const packed = memory + GroupsSize();
    bool finite = true;
    for (int64_t slab = first; slab < end; slab += kSlab) {
      const int64_t slab_end = std::min(end, slab + kSlab);
      for (int64_t start = 0; start < left.depth; start += kStretch) {
        const int64_t depth = std::min(kStretch, left.depth - start);
        const bool ends = start + depth == left.depth;
        // Zero times what is not finite is not a number, as in other products.
        const bool all = !PackRight<kLanes, kWidth>(right + start * columns, columns, depth, slab, slab_end, packed);
        for (int64_t row = first_row; row < end_row; row += kBlockRows) {
          const int64_t rows = std::min(kBlockRows, end_row - row);
          const float* data = left.data + row * left.row_stride + start * left.depth_stride;
          if (left.depth_stride == 1) PackRows(data, left.row_stride, rows, depth, all, groups);
          else PackColumns(data, left.depth_stride, rows, depth, all, groups);
          const float* panel = packed;
          for (int64_t column = slab; column < slab_end; column += kWidth) {
            SumsPlace place{nullptr, columns, 0, slab_end - column, start > 0, ends, bias ? bias + column : nullptr, relu};
            for (int64_t i = 0; i < rows; i += kGroup) {
              place.out = out + (row + i) * columns + column;
              place.rows = std::min(kGroup, rows - i);
              GroupTimesPanel<Vector, kVectors>(groups[i / kGroup], panel, place);
            }
            panel += depth * std::min(kWidth, (slab_end - column + kLanes - 1) / kLanes * kLanes);
          }
          if (!checks || !ends) continue;
          for (int64_t i = row; i < row + rows; i++) {
            finite &= AllFinite(reinterpret_cast<const uint32_t*>(out + i * columns + slab), slab_end - slab);
          }
        }
      }
    }
    return finite;
  }
};

#define LOCKSTEP_SPARSE_PRODUCT(bits, vectors, target)                                                            \
  target inline bool RunSparse##bits(const SparseProduct& product, int64_t first_row, int64_t end_row,            \
                                     int64_t first, int64_t end, float* memory) {                                 \
    return product.template Run<Vector##bits, vectors>(first_row, end_row, first, end, memory);                   \
  }
LOCKSTEP_SPARSE_PRODUCT(128, 2, )
#if defined(__x86_64__)
LOCKSTEP_SPARSE_PRODUCT(256, 2, __attribute__((target("avx2,fma"))))
LOCKSTEP_SPARSE_PRODUCT(512, 4, __attribute__((target("avx512f"))))
#endif
#undef LOCKSTEP_SPARSE_PRODUCT

inline bool RunSparse(const SparseProduct& product, int64_t first_row, int64_t end_row, int64_t first, int64_t end,
                      float* memory) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return RunSparse512(product, first_row, end_row, first, end, memory);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return RunSparse256(product, first_row, end_row, first, end, memory);
  }
#endif
  return RunSparse128(product, first_row, end_row, first, end, memory);
}

// Fewer multiplications of a product without zeros are sooner done than another thread has begun.
constexpr int64_t kLeastOfThread = 1 << 23;

// Threads share the columns where there are enough of them, since each packs what it needs of the other matrix; else the
// rows. False where it has found a result that is not finite.
inline bool Multiply(const SparseProduct& product, int64_t threads) {
  const int64_t rows = product.left.rows, columns = product.columns;
  const int64_t most = std::max<int64_t>(1, rows * product.left.depth * columns / kLeastOfThread);
  const Parts by_columns{columns, kMostWidth, std::min(threads, most)};
  const Parts by_rows{rows, 4 * kGroup, std::min(threads, most)};
  const bool shares_columns = by_columns.Number() >= by_rows.Number();
  const Parts& parts = shares_columns ? by_columns : by_rows;
  const int64_t part_size = product.MemorySize();
  float* memory = Workspace(parts.Number() * part_size);
  std::atomic<bool> finite{true};
  parts.Run([&](int64_t part, int64_t first, int64_t end) {
    float* const own = memory + part * part_size;
    const bool mine = shares_columns ? RunSparse(product, 0, rows, first, end, own)
                                     : RunSparse(product, first, end, 0, columns, own);
    if (!mine) finite = false;
  });
  return finite;
}

}  // namespace lockstep
