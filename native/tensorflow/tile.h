// Arithmetic on tiles: a few hundred float32 numbers that stay in the nearest cache from one op to the next.
#pragma once

#include <cstdint>
#include <cstring>

#include "../processors.h"

#define INLINE inline __attribute__((always_inline))

namespace lockstep {

// TensorFlow's names of them, which are those of the ops in a trace.
#define LOCKSTEP_TILE_OPS(X)                                                                         \
  X(Identity) X(Add) X(AddV2) X(Sub) X(Mul) X(RealDiv) X(Neg) X(Square) X(Maximum) X(Minimum) X(ClipByValue) \
      X(Relu) X(ReluGrad) X(Sigmoid) X(SigmoidGrad) X(Tanh) X(TanhGrad)

enum class TileOp {
#define X(name) name,
  LOCKSTEP_TILE_OPS(X)
#undef X
};

struct Strided {
  float* data;
  int64_t stride;  // from row to row; numbers of a row lie side by side
};

struct TileShape {
  int64_t rows;
  int64_t columns;
};

// Cephes' expf (S. Moshier): exp(x) = 2^n exp(r), |r| <= ln(2) / 2; to the ends of the range within it.
INLINE float Exp(float x) {
  x = x > 88.37626f ? 88.37626f : x;
  x = x < -87.33654f ? -87.33654f : x;
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the lowest bits.
  const float shifter = 12582912.0f;
  const float shifted = x * 1.44269504088896341f + shifter;
  int32_t bits, zero;
  std::memcpy(&bits, &shifted, sizeof bits);
  std::memcpy(&zero, &shifter, sizeof zero);
  const float n = shifted - shifter;
  const float r = x - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const int32_t power_bits = (bits - zero + 127) * (1 << 23);
  float power;
  std::memcpy(&power, &power_bits, sizeof power);
  return (p * r * r + r + 1.0f) * power;
}

INLINE float Sigmoid(float x) { return 1.0f / (1.0f + Exp(-x)); }

// Eigen's rational approximation, which TensorFlow uses.
INLINE float Tanh(float x) {
  float z = x > 7.90531110763549805f ? 7.90531110763549805f : x;
  z = z < -7.90531110763549805f ? -7.90531110763549805f : z;
  const float s = z * z;
  float p = -2.76076847742355e-16f;
  p = p * s + 2.00018790482477e-13f;
  p = p * s - 8.60467152213735e-11f;
  p = p * s + 5.12229709037114e-08f;
  p = p * s + 1.48572235717979e-05f;
  p = p * s + 6.37261928875436e-04f;
  p = p * s + 4.89352455891786e-03f;
  float q = 1.19825839466702e-06f;
  q = q * s + 1.18534705686654e-04f;
  q = q * s + 2.26843463243900e-03f;
  q = q * s + 4.89352518554385e-03f;
  return z * p / q;
}

// `f` of each number of a, b and c, which may be where the results go.
template <typename F>
INLINE void ForEach(TileShape shape, Strided a, Strided b, Strided c, Strided out, F f) {
  // A number that may stand behind the last whole vector keeps its place, since the compiler rounds differently there.
  const auto whole = [&](const Strided& one) { return one.stride == shape.columns && shape.columns % 16 == 0; };
  if (whole(a) && whole(b) && whole(c) && whole(out)) shape = {1, shape.rows * shape.columns};
  for (int64_t row = 0; row < shape.rows; row++) {
    const float* x = a.data + row * a.stride;
    const float* y = b.data + row * b.stride;
    const float* z = c.data + row * c.stride;
    float* result = out.data + row * out.stride;
#pragma GCC ivdep
    for (int64_t i = 0; i < shape.columns; i++) result[i] = f(x[i], y[i], z[i]);
  }
}

// Ops of fewer than three operands are given the first in place of the others.
FOR_EACH_PROCESSOR static void Apply(TileOp op, TileShape shape, Strided a, Strided b, Strided c, Strided out) {
  const auto each = [&](auto f) __attribute__((always_inline)) { ForEach(shape, a, b, c, out, f); };
  switch (op) {
    case TileOp::Identity:
      return each([](float x, float, float) { return x; });
    case TileOp::Add:
    case TileOp::AddV2:
      return each([](float x, float y, float) { return x + y; });
    case TileOp::Sub:
      return each([](float x, float y, float) { return x - y; });
    case TileOp::Mul:
      return each([](float x, float y, float) { return x * y; });
    case TileOp::RealDiv:
      return each([](float x, float y, float) { return x / y; });
    case TileOp::Neg:
      return each([](float x, float, float) { return -x; });
    case TileOp::Square:
      return each([](float x, float, float) { return x * x; });
    case TileOp::Maximum:
      return each([](float x, float y, float) { return x < y ? y : x; });
    case TileOp::Minimum:
      return each([](float x, float y, float) { return y < x ? y : x; });
    case TileOp::ClipByValue:
      return each([](float x, float low, float high) {
        const float atLeast = x < low ? low : x;
        return atLeast > high ? high : atLeast;
      });
    case TileOp::Relu:
      return each([](float x, float, float) { return x < 0 ? 0 : x; });
    case TileOp::ReluGrad:
      return each([](float dy, float y, float) { return y > 0 ? dy : 0; });
    case TileOp::Sigmoid:
      return each([](float x, float, float) { return Sigmoid(x); });
    case TileOp::SigmoidGrad:
      return each([](float y, float dy, float) { return dy * y * (1 - y); });
    case TileOp::Tanh:
      return each([](float x, float, float) { return Tanh(x); });
    case TileOp::TanhGrad:
      return each([](float y, float dy, float) { return dy * (1 - y * y); });
  }
}

}  // namespace lockstep
