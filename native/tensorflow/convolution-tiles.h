// The tiles of a convolution with 3x3 filters (winograd.h): where they lie among pictures
// `[batch, height, width, channels]`, and how they are transformed from there and back.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "winograd.h"

namespace lockstep {

struct Pictures {
  int64_t height, width, channels;
};

struct Convolution {
  int64_t batch;
  Pictures data, result;
  // Rows and columns of zeros before the data.
  int64_t top, left;
};

// The tiles of all results of a convolution, picture by picture and row by row.
class Tiles {
 public:
  explicit Tiles(const Convolution& shape)
      : shape_(shape),
        across_((shape.result.width + kTileResults - 1) / kTileResults),
        down_((shape.result.height + kTileResults - 1) / kTileResults) {}

  int64_t Count() const { return shape_.batch * down_ * across_; }

  void Select(int64_t tile) {
    picture_ = tile / (down_ * across_);
    row_ = tile / across_ % down_ * kTileResults;
    column_ = tile % across_ * kTileResults;
  }

  // Where a pixel of the selected tile lies: among the data, or among the results. `outside` where it is none.
  template <typename Float>
  Float* Data(Float* data, int64_t row, int64_t column, Float* outside) const {
    return Pixel(shape_.data, data, row_ - shape_.top + row, column_ - shape_.left + column, outside);
  }
  template <typename Float>
  Float* Result(Float* results, int64_t row, int64_t column, Float* outside) const {
    return Pixel(shape_.result, results, row_ + row, column_ + column, outside);
  }

 private:
  template <typename Float>
  Float* Pixel(const Pictures& pictures, Float* numbers, int64_t row, int64_t column, Float* outside) const {
    const auto& [height, width, channels] = pictures;
    if (row < 0 || row >= height || column < 0 || column >= width) return outside;
    return numbers + ((picture_ * height + row) * width + column) * channels;
  }

  const Convolution shape_;
  const int64_t across_, down_;
  int64_t picture_ = 0, row_ = 0, column_ = 0;
};

// Tiles at a time, and how far apart the matrices of the products lie: not a power of two, for the cache's sake.
struct Block {
  static constexpr int64_t kBytes = 320 << 10;
  // Fewer would read the transformed filter from afar too often.
  static constexpr int64_t kLeast = 48;

  explicit Block(const Convolution& shape)
      : tiles(std::max(kLeast, kBytes / BytesOf(shape) / 8 * 8)),
        data(tiles * shape.data.channels + 16),
        result(tiles * shape.result.channels + 16) {}

  static int64_t BytesOf(const Convolution& shape) {
    return kProducts * (shape.data.channels + shape.result.channels) * sizeof(float);
  }
  int64_t Size() const { return kProducts * (data + result); }

  const int64_t tiles, data, result;
};

// The selected tile's data, or those from `channel` on, transformed: `out[product * plane + channel]`.
template <typename Vector>
INLINE void TransformData(const Tiles& tiles, const float* data, int64_t channels, const float* zeros, float* out,
                          int64_t plane) {
  const float* at[kTileData][kTileData];
  for (int row = 0; row < kTileData; row++) {
    for (int column = 0; column < kTileData; column++) at[row][column] = tiles.Data(data, row, column, zeros);
  }
  for (int64_t channel = 0; channel < channels; channel += sizeof(Vector) / sizeof(float)) {
    Transform<Vector>(
        kOfData,
        [&](int row, int column) __attribute__((always_inline)) { return at[row][column] + channel; },
        [&](int row, int column, const Vector& value) __attribute__((always_inline)) {
          std::memcpy(out + (row * kTileData + column) * plane + channel, &value, sizeof value);
        });
  }
}

// The same of a gradient of results.
template <typename Vector>
INLINE void TransformGradient(const Tiles& tiles, const float* gradient, int64_t channels, const float* zeros,
                              float* out, int64_t plane) {
  const float* at[kTileResults][kTileResults];
  for (int row = 0; row < kTileResults; row++) {
    for (int column = 0; column < kTileResults; column++) at[row][column] = tiles.Result(gradient, row, column, zeros);
  }
  for (int64_t channel = 0; channel < channels; channel += sizeof(Vector) / sizeof(float)) {
    Transform<Vector>(
        kOfResults,
        [&](int row, int column) __attribute__((always_inline)) { return at[row][column] + channel; },
        [&](int row, int column, const Vector& value) __attribute__((always_inline)) {
          std::memcpy(out + (row * kTileData + column) * plane + channel, &value, sizeof value);
        });
  }
}

// What is added to results, and whether negative ones become zero.
struct Epilogue {
  const float* bias;
  bool relu;
};

// Products of the selected tile as its results.
template <typename Vector>
INLINE void TransformBack(const Tiles& tiles, const float* products, int64_t plane, int64_t channels,
                          const Epilogue& epilogue, float* results, float* nowhere) {
  constexpr auto kBack = kOfResults.Transposed();
  float* at[kTileResults][kTileResults];
  for (int row = 0; row < kTileResults; row++) {
    for (int column = 0; column < kTileResults; column++) at[row][column] = tiles.Result(results, row, column, nowhere);
  }
  for (int64_t channel = 0; channel < channels; channel += sizeof(Vector) / sizeof(float)) {
    Vector bias = {};
    if (epilogue.bias) std::memcpy(&bias, epilogue.bias + channel, sizeof bias);
    Transform<Vector>(
        kBack,
        [&](int row, int column) __attribute__((always_inline)) {
          return products + (row * kTileData + column) * plane + channel;
        },
        [&](int row, int column, const Vector& value) __attribute__((always_inline)) {
          Vector sum = value + bias;
          if (epilogue.relu) sum = sum < 0 ? Vector{} : sum;
          std::memcpy(at[row][column] + channel, &sum, sizeof sum);
        });
  }
}

}  // namespace lockstep
