// The op "LockstepScatter": rows of numbers, summed by where they belong, straight in the place of a call's output. It
// stands for an "UnsortedSegmentSum" that is fetched: the gradient of an embedding, most of whose rows are zero, is
// then written once, not filled, summed, looked through and copied. For CPUs.
//
// Inputs: the address of the call's `Delivery` (deliver.h); the rows, `[count, ...]`; their numbers, `[count]`, where a
// negative one drops its row. The sums of a row are made in order, as TensorFlow makes them. Attribute:
//   output   its number among the call's outputs
//   segments number of rows there
#pragma once

#include <string>

#include "deliver.h"
#include "finite.h"
#include "kernel.h"

namespace lockstep {

FOR_EACH_PROCESSOR static void AddTo(float* sums, const float* numbers, int64_t count) {
#pragma GCC ivdep
  for (int64_t i = 0; i < count; i++) sums[i] += numbers[i];
}

class Scatter {
 public:
  Scatter(TF_OpKernelConstruction* construction, TF_Status* status) {
    TF_OpKernelConstruction_GetAttrInt64(construction, "output", &output_, status);
    if (TF_GetCode(status) != TF_OK) return;
    TF_OpKernelConstruction_GetAttrInt64(construction, "segments", &segments_, status);
  }

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    OwnedTensors tensors;
    for (int i = 0; i < 3; i++) {
      TF_Tensor* tensor = nullptr;
      TF_GetInput(context, i, &tensor, status);
      if (TF_GetCode(status) != TF_OK) return;
      tensors.all.push_back(tensor);
    }
    Delivery* delivery = nullptr;
    std::memcpy(&delivery, TF_TensorData(tensors.all[0]), sizeof delivery);
    const auto* rows = static_cast<const float*>(TF_TensorData(tensors.all[1]));
    const auto* numbers = static_cast<const int32_t*>(TF_TensorData(tensors.all[2]));
    const int64_t count = TF_TensorElementCount(tensors.all[2]);
    const int64_t width = count > 0 ? TF_TensorElementCount(tensors.all[1]) / count : 0;
    const Bytes& place = delivery->places[output_];
    if (count > 0 && segments_ * width * sizeof(float) != place.size) {
      return TF_SetStatus(status, TF_INTERNAL, "a scattered output has another size than its place");
    }
    for (int64_t i = 0; i < count; i++) {
      if (numbers[i] >= segments_) return TF_SetStatus(status, TF_INVALID_ARGUMENT, "a row belongs nowhere");
    }
    auto* out = reinterpret_cast<float*>(place.data);
    std::memset(out, 0, place.size);
    for (int64_t i = 0; i < count; i++) {
      if (numbers[i] >= 0) AddTo(out + numbers[i] * width, rows + i * width, width);
    }
    bool finite = true;
    for (int64_t i = 0; i < count; i++) {
      if (numbers[i] >= 0) finite &= AllFinite(reinterpret_cast<uint32_t*>(out + numbers[i] * width), width);
    }
    delivery->finite[output_] = finite;
  }

 private:
  int64_t output_ = 0;
  int64_t segments_ = 0;
};

inline const std::string& RegisterScatter() {
  return RegisterOp<Scatter>({"LockstepScatter",
                              {"output: int", "segments: int"},
                              {"delivery: int64", "rows: float", "numbers: int32"},
                              {}, /*stateful=*/true});
}

}  // namespace lockstep
