// The ops "LockstepSparseProduct", "LockstepSparseGradient" and "LockstepSparseGradientInPlace": sparse-product.h for
// TensorFlow, on CPUs, with as many threads as TensorFlow has. `passes/sparse.ts` makes the first two of a layer that reads
// the batch, `stages.ts` the third of the second.
//
// Inputs of the first: data `[batch, features]`; weights `[features, units]`; a bias or none. Output: the results. Of the
// second: the data, the gradient with regard to the results. Output: that with regard to the weights. The third takes the
// address of the call's `Delivery` (deliver.h) before, and writes the gradient straight in its place. Attributes of the
// first:
//   N        number of biases, one or none
//   relu     whether negative results become zero
// Of the third:
//   output   its number among the call's outputs
#pragma once

#include <string>

#include "deliver.h"
#include "kernel.h"
#include "sparse-product.h"

namespace lockstep {

// A matrix among the inputs.
struct InputMatrix {
  const float* data;
  int64_t rows, columns;

  static InputMatrix Of(TF_OpKernelContext* context, int input, OwnedTensors& tensors, TF_Status* status) {
    if (TF_GetCode(status) != TF_OK) return {};
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context, input, &tensor, status);
    if (TF_GetCode(status) != TF_OK) return {};
    tensors.all.push_back(tensor);
    const int dimensions = TF_NumDims(tensor);
    const auto* data = static_cast<const float*>(TF_TensorData(tensor));
    if (dimensions == 1) return {data, 1, TF_Dim(tensor, 0)};
    if (dimensions == 2) return {data, TF_Dim(tensor, 0), TF_Dim(tensor, 1)};
    TF_SetStatus(status, TF_INVALID_ARGUMENT, "a sparse product has an input that is no matrix");
    return {};
  }
};

inline float* AllocateMatrix(TF_OpKernelContext* context, int64_t rows, int64_t columns, OwnedTensors& tensors,
                             TF_Status* status) {
  const int64_t shape[] = {rows, columns};
  TF_Tensor* tensor = TF_AllocateOutput(context, 0, TF_FLOAT, shape, 2, rows * columns * sizeof(float), status);
  if (TF_GetCode(status) != TF_OK) return nullptr;
  tensors.all.push_back(tensor);
  return static_cast<float*>(TF_TensorData(tensor));
}

class SparseProductKernel {
 public:
  SparseProductKernel(TF_OpKernelConstruction* construction, TF_Status* status) {
    TF_OpKernelConstruction_GetAttrBool(construction, "relu", &relu_, status);
  }

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    OwnedTensors tensors;
    const auto data = InputMatrix::Of(context, 0, tensors, status);
    const auto weights = InputMatrix::Of(context, 1, tensors, status);
    const bool has_bias = TF_NumInputs(context) > 2;
    const auto bias = has_bias ? InputMatrix::Of(context, 2, tensors, status) : InputMatrix{nullptr, 1, weights.columns};
    if (TF_GetCode(status) != TF_OK) return;
    if (data.columns != weights.rows || bias.columns != weights.columns) {
      return TF_SetStatus(status, TF_INVALID_ARGUMENT, "a sparse product has inputs of other shapes");
    }
    float* results = AllocateMatrix(context, data.rows, weights.columns, tensors, status);
    if (TF_GetCode(status) != TF_OK) return;
    const SparseMatrix left{data.data, data.rows, data.columns, data.columns, 1};
    Multiply({left, weights.data, weights.columns, bias.data, relu_ != 0, false, results}, ThreadsOfTensorFlow());
  }

 private:
  unsigned char relu_ = 0;
};

// The first of two inputs, turned, times the second.
struct SparseGradient {
  InputMatrix data, gradient;

  static SparseGradient Of(TF_OpKernelContext* context, int first, OwnedTensors& tensors, TF_Status* status) {
    const SparseGradient product{InputMatrix::Of(context, first, tensors, status),
                                 InputMatrix::Of(context, first + 1, tensors, status)};
    if (TF_GetCode(status) == TF_OK && product.data.rows != product.gradient.rows) {
      TF_SetStatus(status, TF_INVALID_ARGUMENT, "the gradient of a sparse product has inputs of other shapes");
    }
    return product;
  }

  bool Write(float* out, bool checks) const {
    const SparseMatrix left{data.data, data.columns, data.rows, 1, data.columns};
    return Multiply({left, gradient.data, gradient.columns, nullptr, false, checks, out}, ThreadsOfTensorFlow());
  }
};

class SparseGradientKernel {
 public:
  SparseGradientKernel(TF_OpKernelConstruction*, TF_Status*) {}

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    OwnedTensors tensors;
    const auto product = SparseGradient::Of(context, 0, tensors, status);
    if (TF_GetCode(status) != TF_OK) return;
    float* out = AllocateMatrix(context, product.data.columns, product.gradient.columns, tensors, status);
    if (TF_GetCode(status) == TF_OK) product.Write(out, false);
  }
};

class SparseGradientInPlaceKernel {
 public:
  SparseGradientInPlaceKernel(TF_OpKernelConstruction* construction, TF_Status* status) {
    TF_OpKernelConstruction_GetAttrInt64(construction, "output", &output_, status);
  }

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    OwnedTensors tensors;
    TF_Tensor* address = nullptr;
    TF_GetInput(context, 0, &address, status);
    if (TF_GetCode(status) != TF_OK) return;
    tensors.all.push_back(address);
    Delivery* delivery = nullptr;
    std::memcpy(&delivery, TF_TensorData(address), sizeof delivery);
    const auto product = SparseGradient::Of(context, 1, tensors, status);
    if (TF_GetCode(status) != TF_OK) return;
    const Bytes& place = delivery->places[output_];
    if (product.data.columns * product.gradient.columns * sizeof(float) != place.size) {
      return TF_SetStatus(status, TF_INTERNAL, "a gradient has another size than its place");
    }
    delivery->finite[output_] = product.Write(reinterpret_cast<float*>(place.data), true);
  }

 private:
  int64_t output_ = 0;
};

inline const std::string& RegisterSparseProduct() {
  return RegisterOp<SparseProductKernel>({"LockstepSparseProduct",
                                          {"N: int >= 0", "relu: bool"},
                                          {"data: float", "weights: float", "bias: N * float"},
                                          {"results: float"}});
}

inline const std::string& RegisterSparseGradient() {
  return RegisterOp<SparseGradientKernel>(
      {"LockstepSparseGradient", {}, {"data: float", "gradient: float"}, {"weights: float"}});
}

inline const std::string& RegisterSparseGradientInPlace() {
  return RegisterOp<SparseGradientInPlaceKernel>({"LockstepSparseGradientInPlace",
                                                  {"output: int"},
                                                  {"delivery: int64", "data: float", "gradient: float"},
                                                  {}, /*stateful=*/true});
}

}  // namespace lockstep
