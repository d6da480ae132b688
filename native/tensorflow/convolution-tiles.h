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

  // Numbers of one.
  int64_t Size() const { return height * width * channels; }
};

// What is left by pooling windows of 2x2.
inline Pictures Halved(const Pictures& all) { return {all.height / 2, all.width / 2, all.channels}; }

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

  int64_t Picture() const { return picture_; }

  // Where a pixel of the selected tile lies in its picture of the data, or of the results. `outside` where it is none.
  const float* Data(const float* picture, int64_t row, int64_t column, const float* outside) const {
    const int64_t offset = Offset(shape_.data, row_ - shape_.top + row, column_ - shape_.left + column);
    return offset < 0 ? outside : picture + offset;
  }
  const float* Gradient(const float* picture, int64_t row, int64_t column, const float* outside) const {
    const int64_t offset = Offset(shape_.result, row_ + row, column_ + column);
    return offset < 0 ? outside : picture + offset;
  }
  // The same among all results, -1 if it is none.
  int64_t Result(int64_t row, int64_t column) const { return InAll(shape_.result, row_ + row, column_ + column); }
  // Where the selected tile lies among results that are pooled.
  int64_t PooledResult() const { return InAll(Halved(shape_.result), row_ / 2, column_ / 2); }

 private:
  static int64_t Offset(const Pictures& pictures, int64_t row, int64_t column) {
    const auto& [height, width, channels] = pictures;
    if (row < 0 || row >= height || column < 0 || column >= width) return -1;
    return (row * width + column) * channels;
  }
  int64_t InAll(const Pictures& pictures, int64_t row, int64_t column) const {
    const int64_t offset = Offset(pictures, row, column);
    return offset < 0 ? offset : picture_ * pictures.Size() + offset;
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

// `matrix in matrix'` of a tile's pixels, from the first channel on: `out[product * plane + channel]`.
template <typename Vector, int kColumns>
INLINE void TransformPixels(const Matrix<kTileData, kColumns>& matrix, const float* const (&at)[kColumns][kColumns],
                            int64_t channels, float* out, int64_t plane) {
  for (int64_t channel = 0; channel < channels; channel += sizeof(Vector) / sizeof(float)) {
    Transform<Vector>(
        matrix,
        [&](int row, int column) __attribute__((always_inline)) { return at[row][column] + channel; },
        [&](int row, int column, const Vector& value) __attribute__((always_inline)) {
          std::memcpy(out + (row * kTileData + column) * plane + channel, &value, sizeof value);
        });
  }
}

// The selected tile's data, transformed. `picture`: that in which the tile lies.
template <typename Vector>
INLINE void TransformData(const Tiles& tiles, const float* picture, int64_t channels, const float* zeros, float* out,
                          int64_t plane) {
  const float* at[kTileData][kTileData];
  for (int row = 0; row < kTileData; row++) {
    for (int column = 0; column < kTileData; column++) at[row][column] = tiles.Data(picture, row, column, zeros);
  }
  TransformPixels<Vector>(kOfData, at, channels, out, plane);
}

// The same of a gradient of results.
template <typename Vector>
INLINE void TransformGradient(const Tiles& tiles, const float* picture, int64_t channels, const float* zeros, float* out,
                              int64_t plane) {
  const float* at[kTileResults][kTileResults];
  for (int row = 0; row < kTileResults; row++) {
    for (int column = 0; column < kTileResults; column++) at[row][column] = tiles.Gradient(picture, row, column, zeros);
  }
  TransformPixels<Vector>(kOfResults, at, channels, out, plane);
}

}  // namespace lockstep
