// Samples of bytes as the numbers that a model gets: many bytes, small work, on the thread that has all else to do.
//
//   scale(values: Uint8Array, records: Uint32Array, width: number, factor: number, numbers: Float32Array)
//
// A record is `width` bytes of `values`. Those of `records` become `factor` times each byte, one record after another.
// The product is that of two doubles, then rounded, as JavaScript has it, so both give the same bits.
#include "../napi.h"
#include "../processors.h"

namespace lockstep {
namespace {

FOR_EACH_PROCESSOR void Scale(const uint8_t* bytes, size_t count, double factor, float* numbers) {
  for (size_t i = 0; i < count; i++) numbers[i] = static_cast<float>(bytes[i] * factor);
}

// Records are picked at random, so the processor does not foresee the next one; it foresees the rest of a long one.
void Prefetch(const uint8_t* record, size_t width) {
  constexpr size_t kLine = 64, kForeseen = 2048;
  for (size_t at = 0; at < width && at < kForeseen; at += kLine) __builtin_prefetch(record + at);
}

napi_value ScaleRecords(napi_env env, const napi_value* args) {
  const Bytes values = Array(env, args[0]);
  const Bytes numbered = Array(env, args[1]);
  const size_t width = static_cast<size_t>(Number(env, args[2]));
  double factor;
  Check(napi_get_value_double(env, args[3], &factor));
  const Bytes numbers = Array(env, args[4]);
  const size_t count = numbered.size / sizeof(uint32_t);
  if (width == 0) throw Failure{"a record has no bytes"};
  // Divided, since a product might not fit.
  if (count > numbers.size / sizeof(float) / width) throw Failure{"the numbers have no room for the records"};
  const auto* number = reinterpret_cast<const uint32_t*>(numbered.data);
  auto* to = reinterpret_cast<float*>(numbers.data);
  const size_t records = values.size / width;
  for (size_t i = 0; i < count; i++, to += width) {
    if (i + 1 < count && number[i + 1] < records) Prefetch(values.data + width * number[i + 1], width);
    if (number[i] >= records) throw Failure{"there is no record " + std::to_string(number[i])};
    Scale(values.data + width * number[i], width, factor, to);
  }
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  Define<ScaleRecords>(env, exports, "scale");
  return exports;
}

}  // namespace lockstep
