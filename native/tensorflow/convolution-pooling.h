// Max-pooling in windows of 2x2 that do not overlap, behind relu: what is chosen, and where its gradient goes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "convolution-tiles.h"

namespace lockstep {

// What is chosen among four pixels that relu has left nothing of.
constexpr int kNone = 4;

// The greatest of four pixels that lie one after another, and which it is: the first of several, as by TensorFlow. What is
// not a number is greatest.
INLINE void Pool(const float* pixels, int64_t channels, bool relu, float* greatest, uint8_t* choices) {
#pragma GCC ivdep
  for (int64_t i = 0; i < channels; i++) {
    float most = pixels[i];
    int choice = 0;
    for (int place = 1; place < 4; place++) {
      const float other = pixels[place * channels + i];
      const bool greater = other > most || other != other;
      most = greater ? other : most;
      choice = greater ? place : choice;
    }
    greatest[i] = most;
    choices[i] = static_cast<uint8_t>(relu && !(most > 0) ? kNone : choice);
  }
}

// Pictures. With `choices`, they are a gradient with regard to what is pooled, and stand for that with regard to the
// pixels before, where each of its numbers goes to the chosen pixel of four.
struct Source {
  const float* numbers;
  const uint8_t* choices;
};

// Gives the pictures of a source as they are before pooling. `own`: memory for one where it is pooled. Only channels
// `[first, end)` are read.
class Unpooled {
 public:
  Unpooled(const Source& source, const Pictures& shape, int64_t first, int64_t end, float* own)
      : source_(source), shape_(shape), first_(first), end_(end), own_(own) {
    // Rows and columns beyond the last whole window stay so.
    if (source.choices) std::fill_n(own, shape.Size(), 0.0f);
  }

  static int64_t MemorySize(const Source& source, const Pictures& shape) { return source.choices ? shape.Size() : 0; }

  INLINE const float* Picture(int64_t picture) {
    if (!source_.choices) return source_.numbers + picture * shape_.Size();
    if (picture != picture_) Unpool(picture);
    picture_ = picture;
    return own_;
  }

 private:
  INLINE void Unpool(int64_t picture) {
    const auto [height, width, channels] = Halved(shape_);
    int64_t from = picture * height * width * channels;
    for (int64_t row = 0; row < height; row++) {
      for (int64_t column = 0; column < width; column++, from += channels) {
        float* const to = own_ + (2 * row * shape_.width + 2 * column) * channels;
        float* const places[] = {to, to + channels, to + shape_.width * channels, to + (shape_.width + 1) * channels};
        for (int place = 0; place < 4; place++) {
          const float* const numbers = source_.numbers + from;
          const uint8_t* const choices = source_.choices + from;
          float* const out = places[place];
#pragma GCC ivdep
          for (int64_t i = first_; i < end_; i++) out[i] = choices[i] == place ? numbers[i] : 0.0f;
        }
      }
    }
  }

  const Source source_;
  const Pictures shape_;
  const int64_t first_, end_;
  float* const own_;
  int64_t picture_ = -1;
};

}  // namespace lockstep
