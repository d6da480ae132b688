// Numbers below float32's normal range, which a processor multiplies up to a hundred times as slowly. Means of squares
// decay into them, where a weight has had no gradient for a while.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace lockstep {

// While one lives, this thread takes them for zero and makes none, as the threads of TensorFlow's own pools do: a
// result must not hang on which thread has computed it.
class FlushesDenormals {
 public:
  FlushesDenormals() : before_(Mode()) { SetMode(before_ | kFlush); }
  ~FlushesDenormals() { SetMode(before_); }
  FlushesDenormals(const FlushesDenormals&) = delete;
  FlushesDenormals& operator=(const FlushesDenormals&) = delete;

 private:
#if defined(__x86_64__)
  // Results (bit 15) and operands (bit 6).
  static constexpr uint64_t kFlush = 0x8040;
  static uint64_t Mode() { return _mm_getcsr(); }
  static void SetMode(uint64_t mode) { _mm_setcsr(static_cast<unsigned>(mode)); }
#elif defined(__aarch64__)
  // Both at once.
  static constexpr uint64_t kFlush = uint64_t{1} << 24;
  static uint64_t Mode() {
    uint64_t mode;
    asm volatile("mrs %0, fpcr" : "=r"(mode));
    return mode;
  }
  static void SetMode(uint64_t mode) { asm volatile("msr fpcr, %0" : : "r"(mode)); }
#else
  static constexpr uint64_t kFlush = 0;
  static uint64_t Mode() { return 0; }
  static void SetMode(uint64_t) {}
#endif
  const uint64_t before_;
};

}  // namespace lockstep
