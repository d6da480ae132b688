// Convolutions with 3x3 filters and stride 1 of pictures `[batch, height, width, channels]`, by Winograd's algorithm
// (winograd.h). Some tiles at a time, as many as stay in the second cache: they are transformed, multiplied, and the
// products transformed back. Every number is summed in one order, however many threads there are. Channels and filters
// come in sixteens.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "convolution-epilogue.h"
#include "product.h"
#include "threads.h"

namespace lockstep {

// Nine matrices of `size` numbers, one for each place of a filter, as those of the products.
struct TransformedFilter {
  const float* filter;
  int64_t size;
  float* out;

  template <typename Vector, int kRows>
  INLINE void Run(int64_t, int64_t, float*) const {
    for (int64_t at = 0; at < size; at += sizeof(Vector) / sizeof(float)) {
      Transform<Vector>(
          kOfFilter,
          [&](int row, int column) __attribute__((always_inline)) { return filter + (row * 3 + column) * size + at; },
          [&](int row, int column, const Vector& value) __attribute__((always_inline)) {
            std::memcpy(out + (row * kTileData + column) * size + at, &value, sizeof value);
          });
    }
  }
};

// What a thread does of a convolution: the results of tiles `[first, end)`. `filter`: transformed, each matrix packed.
struct Results {
  const Convolution* shape;
  Source data;
  const float* filter;
  Epilogue epilogue;
  float* results;
  // Those of each block, one number a channel; or null.
  float* sums;

  static int64_t MemorySize(const Convolution& shape, const Source& data) {
    return Block(shape).Size() + std::max(shape.data.channels, shape.result.channels) + 4 * shape.result.channels +
           Unpooled::MemorySize(data, shape.data);
  }

  template <typename Vector, int kRows>
  INLINE void Run(int64_t first, int64_t end, float* memory) const {
    const int64_t depth = shape->data.channels, columns = shape->result.channels;
    const Block block(*shape);
    float* products = memory + kProducts * block.data;
    float* zeros = memory + block.Size();
    float* nowhere = zeros + std::max(depth, columns);
    std::fill(zeros, nowhere, 0.0f);
    Unpooled pictures(data, shape->data, 0, depth, nowhere + 4 * columns);
    Tiles tiles(*shape);
    for (int64_t start = first; start < end; start += block.tiles) {
      const int64_t count = std::min(block.tiles, end - start);
      for (int64_t i = 0; i < count; i++) {
        tiles.Select(start + i);
        TransformData<Vector>(tiles, pictures.Picture(tiles.Picture()), depth, zeros, memory + i * depth, block.data);
      }
      for (int64_t i = 0; i < kProducts; i++) {
        ProductOf<Vector, kRows>(count, depth, columns, memory + i * block.data, filter + i * PackedSize(depth, columns),
                                 products + i * block.result);
      }
      float* const own_sums = sums ? sums + start / block.tiles * columns : nullptr;
      if (sums) std::fill_n(own_sums, columns, 0.0f);
      for (int64_t i = 0; i < count; i++) {
        tiles.Select(start + i);
        const Finish<Vector> finish(tiles, epilogue, columns, results, zeros, nowhere);
        finish.Run(products + i * columns, block.result, own_sums);
      }
    }
  }
};

// What a thread does of the gradient with regard to the filter, `[3, 3, channels, filters]`: filters `[first, end)`, each
// summed over all tiles in order; and of that with regard to the bias, unless it is null.
struct FilterGradient {
  const Convolution* shape;
  const float* data;
  Source gradient;
  float* filter;
  float* bias;

  static int64_t MemorySize(const Convolution& shape, const Source& gradient, int64_t filters) {
    const int64_t channels = shape.data.channels;
    return Block(shape).Size() + std::max(channels, filters) + kProducts * channels * filters +
           Unpooled::MemorySize(gradient, shape.result);
  }

  template <typename Vector, int kRows>
  INLINE void Run(int64_t first, int64_t end, float* memory) const {
    const int64_t channels = shape->data.channels, filters = end - first;
    // Not of the own filters: what is summed at a time decides the sum.
    const Block block(*shape);
    float* gradients = memory + kProducts * block.data;
    float* zeros = memory + block.Size();
    float* sums = zeros + std::max(channels, filters);
    std::fill(zeros, sums, 0.0f);
    std::fill_n(sums, kProducts * channels * filters, 0.0f);
    if (bias) std::fill_n(bias + first, filters, 0.0f);
    Unpooled slopes(gradient, shape->result, first, end, sums + kProducts * channels * filters);
    Tiles tiles(*shape);
    for (int64_t start = 0; start < tiles.Count(); start += block.tiles) {
      const int64_t count = std::min(block.tiles, tiles.Count() - start);
      for (int64_t i = 0; i < count; i++) {
        tiles.Select(start + i);
        const int64_t picture = tiles.Picture();
        const float* const own = slopes.Picture(picture) + first;
        TransformData<Vector>(tiles, data + picture * shape->data.Size(), channels, zeros, memory + i * channels,
                              block.data);
        TransformGradient<Vector>(tiles, own, filters, zeros, gradients + i * filters, block.result);
      }
      for (int64_t i = 0; i < kProducts; i++) {
        AddProductOf<Vector, kRows>(channels, count, filters, memory + i * block.data, gradients + i * block.result,
                                    sums + i * channels * filters);
      }
      if (bias) AddTiles<Vector>(count, filters, gradients + kSumOfTile * block.result, bias + first);
    }
    constexpr auto kBack = kOfFilter.Transposed();
    const int64_t all = shape->result.channels;
    for (int64_t channel = 0; channel < channels; channel++) {
      for (int64_t i = 0; i < filters; i += sizeof(Vector) / sizeof(float)) {
        Transform<Vector>(
            kBack,
            [&](int row, int column) __attribute__((always_inline)) {
              return sums + ((row * kTileData + column) * channels + channel) * filters + i;
            },
            [&](int row, int column, const Vector& value) __attribute__((always_inline)) {
              std::memcpy(filter + ((row * 3 + column) * channels + channel) * all + first + i, &value, sizeof value);
            });
      }
    }
  }

  // The transformed gradient that is the sum of the tile's: the matrix of results has a row of ones.
  static constexpr int kSumOfTile = kTileData + 1;
  static_assert(kOfResults.at[1][0] == 1 && kOfResults.at[1][1] == 1);

  // Adds the rows of `[count, filters]` to `sums`.
  template <typename Vector>
  static INLINE void AddTiles(int64_t count, int64_t filters, const float* rows, float* sums) {
    for (int64_t at = 0; at < filters; at += sizeof(Vector) / sizeof(float)) {
      Vector sum = {}, row;
      for (int64_t i = 0; i < count; i++) {
        std::memcpy(&row, rows + i * filters + at, sizeof row);
        sum += row;
      }
      std::memcpy(&row, sums + at, sizeof row);
      sum += row;
      std::memcpy(sums + at, &sum, sizeof sum);
    }
  }
};

#define LOCKSTEP_CONVOLUTION(bits, rows_of_tile, target)                                     \
  template <typename Work>                                                                   \
  target void Run##bits(const Work& work, int64_t first, int64_t end, float* memory) {       \
    work.template Run<Vector##bits, rows_of_tile>(first, end, memory);                       \
  }
LOCKSTEP_CONVOLUTION(128, 4, )
#if defined(__x86_64__)
LOCKSTEP_CONVOLUTION(256, 4, __attribute__((target("avx2,fma"))))
LOCKSTEP_CONVOLUTION(512, 8, __attribute__((target("avx512f"))))
#endif
#undef LOCKSTEP_CONVOLUTION

template <typename Work>
void Run(const Work& work, int64_t first, int64_t end, float* memory) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return Run512(work, first, end, memory);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Run256(work, first, end, memory);
#endif
  Run128(work, first, end, memory);
}

// Results of a convolution with `filter`, `[3, 3, channels, filters]`; or, `turned`, with one of
// `[3, 3, filters, channels]` whose rows and columns are read backwards: the gradient with regard to the data. `sums`:
// those of the results, one a channel, unless it is null.
inline void Convolve(const Convolution& shape, const Source& data, const float* filter, bool turned,
                     const Epilogue& epilogue, int64_t threads, float* results, float* sums) {
  const int64_t depth = shape.data.channels, columns = shape.result.channels, unit = Block(shape).tiles;
  const Parts parts{Tiles(shape).Count(), unit, threads};
  const int64_t size = PackedSize(depth, columns), part_size = (Results::MemorySize(shape, data) + 15) / 16 * 16;
  const int64_t blocks = sums ? (parts.count + unit - 1) / unit : 0;
  float* packed = Workspace((9 + kProducts) * size + parts.Number() * part_size + blocks * columns);
  float* transformed = packed + 9 * size;
  float* memory = transformed + kProducts * size;
  float* block_sums = memory + parts.Number() * part_size;
  for (int64_t place = 0; place < 9; place++) {
    Pack(filter + (turned ? 8 - place : place) * depth * columns, depth, columns, turned, packed + place * size);
  }
  Run(TransformedFilter{packed, size, transformed}, 0, 0, nullptr);
  const Results work{&shape, data, transformed, epilogue, results, sums ? block_sums : nullptr};
  parts.Run([&](int64_t part, int64_t first, int64_t end) { Run(work, first, end, memory + part * part_size); });
  if (sums) std::fill_n(sums, columns, 0.0f);
  for (int64_t block = 0; block < blocks; block++) {
    for (int64_t i = 0; i < columns; i++) sums[i] += block_sums[block * columns + i];
  }
}

// The gradient with regard to the filter, `[3, 3, channels, filters]`, of that with regard to the results; and that with
// regard to the bias, unless it is null.
inline void DifferentiateFilter(const Convolution& shape, const float* data, const Source& gradient, int64_t threads,
                                float* filter, float* bias) {
  const Parts parts{shape.result.channels, 16, threads};
  int64_t part_size = 0;
  for (int64_t part = 0; part < parts.Number(); part++) {
    const int64_t filters = parts.Start(part + 1) - parts.Start(part);
    part_size = std::max(part_size, (FilterGradient::MemorySize(shape, gradient, filters) + 15) / 16 * 16);
  }
  float* memory = Workspace(parts.Number() * part_size);
  const FilterGradient work{&shape, data, gradient, filter, bias};
  parts.Run([&](int64_t part, int64_t first, int64_t end) { Run(work, first, end, memory + part * part_size); });
}

}  // namespace lockstep
