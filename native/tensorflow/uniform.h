// The op "LockstepUniform": the random numbers of TensorFlow's StatelessRandomUniformV2 by Philox, in [0, 1), bit by bit, many
// at a time. The generator: J. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011 (Philox4x32-10).
// `passes/draws.ts` makes it.
//
// Inputs: the key, one number; the counter, two, of which the first is the lower. Output: float32. Attribute:
//   shape  of the output
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "../processors.h"
#include "kernel.h"

namespace lockstep {

// Numbers `4 * first` and on, `count` of them, of the sequence that begins at the counter.
FOR_EACH_PROCESSOR static void Uniform(uint64_t key, const uint64_t (&counter)[2], int64_t count, float* out) {
  constexpr int kGroups = 64, kRounds = 10;
  for (int64_t start = 0; start < count; start += 4 * kGroups) {
    uint32_t a[kGroups], b[kGroups], c[kGroups], d[kGroups];
    for (int i = 0; i < kGroups; i++) {
      const uint64_t low = counter[0] + start / 4 + i, high = counter[1] + (low < counter[0] ? 1 : 0);
      a[i] = static_cast<uint32_t>(low);
      b[i] = static_cast<uint32_t>(low >> 32);
      c[i] = static_cast<uint32_t>(high);
      d[i] = static_cast<uint32_t>(high >> 32);
    }
    uint32_t first = static_cast<uint32_t>(key), second = static_cast<uint32_t>(key >> 32);
    for (int round = 0; round < kRounds; round++, first += 0x9E3779B9u, second += 0xBB67AE85u) {
      for (int i = 0; i < kGroups; i++) {
        const uint64_t left = 0xD2511F53ull * a[i], right = 0xCD9E8D57ull * c[i];
        a[i] = static_cast<uint32_t>(right >> 32) ^ b[i] ^ first;
        b[i] = static_cast<uint32_t>(right);
        c[i] = static_cast<uint32_t>(left >> 32) ^ d[i] ^ second;
        d[i] = static_cast<uint32_t>(left);
      }
    }
    float numbers[4 * kGroups];
    for (int i = 0; i < kGroups; i++) {
      const uint32_t bits[] = {a[i], b[i], c[i], d[i]};
      for (int k = 0; k < 4; k++) {
        // 23 bits behind the point of a number in [1, 2).
        const uint32_t pattern = (bits[k] & 0x7fffffu) | 0x3f800000u;
        float number;
        std::memcpy(&number, &pattern, sizeof number);
        numbers[4 * i + k] = number - 1.0f;
      }
    }
    std::memcpy(out + start, numbers, std::min<int64_t>(4 * kGroups, count - start) * sizeof(float));
  }
}

class UniformKernel {
 public:
  UniformKernel(TF_OpKernelConstruction* construction, TF_Status* status)
      : shape_(IntegersOf(construction, "shape", status)) {}

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    OwnedTensors tensors;
    for (int i = 0; i < 2 && TF_GetCode(status) == TF_OK; i++) {
      TF_Tensor* tensor = nullptr;
      TF_GetInput(context, i, &tensor, status);
      if (TF_GetCode(status) == TF_OK) tensors.all.push_back(tensor);
    }
    if (TF_GetCode(status) != TF_OK) return;
    if (TF_TensorElementCount(tensors.all[0]) != 1 || TF_TensorElementCount(tensors.all[1]) != 2) {
      return TF_SetStatus(status, TF_INVALID_ARGUMENT, "draws have a key or a counter of another shape");
    }
    int64_t count = 1;
    for (const int64_t side : shape_) count *= side;
    TF_Tensor* drawn = TF_AllocateOutput(context, 0, TF_FLOAT, shape_.data(), static_cast<int>(shape_.size()),
                                         count * sizeof(float), status);
    if (TF_GetCode(status) != TF_OK) return;
    tensors.all.push_back(drawn);
    uint64_t key, counter[2];
    std::memcpy(&key, TF_TensorData(tensors.all[0]), sizeof key);
    std::memcpy(counter, TF_TensorData(tensors.all[1]), sizeof counter);
    Uniform(key, counter, count, static_cast<float*>(TF_TensorData(drawn)));
  }

 private:
  const std::vector<int64_t> shape_;
};

inline const std::string& RegisterUniform() {
  return RegisterOp<UniformKernel>(
      {"LockstepUniform", {"shape: list(int)"}, {"key: uint64", "counter: uint64"}, {"numbers: float"}});
}

}  // namespace lockstep
