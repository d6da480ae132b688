// What becomes of a convolution's results while they are in registers: a bias, relu and max-pooling behind it, or, where
// they are a gradient, that of a relu before it and the sums that are a bias's gradient.
#pragma once

#include <cstdint>
#include <cstring>

#include "convolution-pooling.h"

namespace lockstep {

// Pointers are null for what is not to be done.
struct Epilogue {
  // One number a channel, added.
  const float* bias;
  // Whether negative results become zero.
  bool relu;
  // As the results: where one is not positive, the result becomes zero.
  const float* positive;
  // Results are the greatest of 2x2, of which windows that are not whole are left out; here is which (kNone: relu has
  // left nothing). What is pooled is not kept.
  uint8_t* choices;
};

// Products of the selected tile as its results. `sums`: all of them are added to it, by channel, unless it is null.
template <typename Vector>
class Finish {
 public:
  // `nowhere`: memory for four pixels.
  INLINE Finish(const Tiles& tiles, const Epilogue& epilogue, int64_t channels, float* results, const float* zeros,
                float* nowhere)
      : epilogue_(epilogue), channels_(channels), results_(results), four_(nowhere) {
    pooled_ = epilogue.choices ? tiles.PooledResult() : -1;
    for (int row = 0; row < kTileResults; row++) {
      for (int column = 0; column < kTileResults; column++) {
        const int64_t offset = tiles.Result(row, column);
        float* const own = nowhere + (row * kTileResults + column) * channels;
        at_[row][column] = offset < 0 || epilogue.choices ? own : results + offset;
        positive_[row][column] = offset < 0 || !epilogue.positive ? zeros : epilogue.positive + offset;
      }
    }
  }

  INLINE void Run(const float* products, int64_t plane, float* sums) const {
    constexpr auto kBack = kOfResults.Transposed();
    for (int64_t channel = 0; channel < channels_; channel += sizeof(Vector) / sizeof(float)) {
      Vector tile[kTileResults][kTileResults];
      Transform<Vector>(
          kBack,
          [&](int row, int column) __attribute__((always_inline)) {
            return products + (row * kTileData + column) * plane + channel;
          },
          [&](int row, int column, const Vector& value) __attribute__((always_inline)) { tile[row][column] = value; });
      if (epilogue_.bias) {
        Vector bias;
        std::memcpy(&bias, epilogue_.bias + channel, sizeof bias);
        ForEach([&](int row, int column) __attribute__((always_inline)) { tile[row][column] += bias; });
      }
      if (epilogue_.relu) {
        ForEach([&](int row, int column) __attribute__((always_inline)) {
          tile[row][column] = tile[row][column] < 0 ? Vector{} : tile[row][column];
        });
      }
      if (epilogue_.positive) {
        ForEach([&](int row, int column) __attribute__((always_inline)) {
          Vector positive;
          std::memcpy(&positive, positive_[row][column] + channel, sizeof positive);
          tile[row][column] = positive > 0 ? tile[row][column] : Vector{};
        });
      }
      ForEach([&](int row, int column) __attribute__((always_inline)) {
        std::memcpy(at_[row][column] + channel, &tile[row][column], sizeof(Vector));
      });
      if (sums) {
        Vector sum;
        std::memcpy(&sum, sums + channel, sizeof sum);
        sum += (tile[0][0] + tile[0][1]) + (tile[1][0] + tile[1][1]);
        std::memcpy(sums + channel, &sum, sizeof sum);
      }
    }
    if (pooled_ >= 0) Pool(four_, channels_, epilogue_.relu, results_ + pooled_, epilogue_.choices + pooled_);
  }

 private:
  template <typename Do>
  static INLINE void ForEach(const Do& act) {
#pragma GCC unroll 2
    for (int row = 0; row < kTileResults; row++) {
#pragma GCC unroll 2
      for (int column = 0; column < kTileResults; column++) act(row, column);
    }
  }

  const Epilogue& epilogue_;
  const int64_t channels_;
  float* const results_;
  float* const four_;
  int64_t pooled_;
  float* at_[kTileResults][kTileResults];
  const float* positive_[kTileResults][kTileResults];
};

}  // namespace lockstep
