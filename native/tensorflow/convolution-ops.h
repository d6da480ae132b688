// The ops "LockstepConvolution" and "LockstepConvolutionFilter": convolution.h for TensorFlow, on CPUs. They compute with as
// many threads as TensorFlow does. `passes/convolutions.ts` makes them.
//
// Inputs of the first: data `[batch, height, width, channels]`; the filter; a bias or none. Output: the results. Of the
// second: the data, the gradient with regard to the results. Output: that with regard to the filter. Attributes:
//   padding  rows and columns of zeros before the data
// Of the first only:
//   sides    height and width of the results
//   turned   whether the filter is `[3, 3, filters, channels]`, and read backwards: for the gradient with regard to data
//   N        number of biases, one or none
//   relu     whether negative results become zero
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "convolution.h"
#include "kernel.h"

namespace lockstep {

// As many as TensorFlow takes, from the environment too, once a process.
inline int64_t ThreadsOfTensorFlow() {
  static const int64_t threads = [] {
    const char* const told = std::getenv("TF_NUM_INTRAOP_THREADS");
    return std::max<int64_t>(1, told ? std::atoll(told) : std::thread::hardware_concurrency());
  }();
  return threads;
}

// Inputs and the output of one run.
class ConvolutionTensors {
 public:
  // Fetches all inputs.
  ConvolutionTensors(TF_OpKernelContext* context, TF_Status* status) : context_(context) {
    for (int i = 0; i < TF_NumInputs(context) && TF_GetCode(status) == TF_OK; i++) {
      TF_Tensor* tensor = nullptr;
      TF_GetInput(context, i, &tensor, status);
      if (TF_GetCode(status) == TF_OK) tensors_.all.push_back(tensor);
    }
  }

  const float* Data(int input) const { return static_cast<const float*>(TF_TensorData(tensors_.all[input])); }
  // 0 for an axis that it lacks.
  int64_t Side(int input, int axis) const {
    const TF_Tensor* tensor = tensors_.all[input];
    return axis < TF_NumDims(tensor) ? TF_Dim(tensor, axis) : 0;
  }
  int64_t Count(int input) const { return TF_TensorElementCount(tensors_.all[input]); }
  Pictures PicturesOf(int input) const { return {Side(input, 1), Side(input, 2), Side(input, 3)}; }

  float* Allocate(const std::vector<int64_t>& shape, TF_Status* status) {
    size_t bytes = sizeof(float);
    for (const int64_t side : shape) bytes *= side;
    TF_Tensor* tensor =
        TF_AllocateOutput(context_, 0, TF_FLOAT, shape.data(), static_cast<int>(shape.size()), bytes, status);
    if (TF_GetCode(status) != TF_OK) return nullptr;
    tensors_.all.push_back(tensor);
    return static_cast<float*>(TF_TensorData(tensor));
  }

 private:
  TF_OpKernelContext* const context_;
  OwnedTensors tensors_;
};

inline bool InSixteens(const Convolution& shape) {
  const int64_t channels = shape.data.channels, filters = shape.result.channels;
  return channels > 0 && filters > 0 && channels % 16 == 0 && filters % 16 == 0;
}

class ConvolutionKernel {
 public:
  ConvolutionKernel(TF_OpKernelConstruction* construction, TF_Status* status)
      : padding_(IntegersOf(construction, "padding", status)) {
    if (TF_GetCode(status) == TF_OK) sides_ = IntegersOf(construction, "sides", status);
    if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrBool(construction, "turned", &turned_, status);
    if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrBool(construction, "relu", &relu_, status);
  }

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    ConvolutionTensors tensors(context, status);
    if (TF_GetCode(status) != TF_OK) return;
    const int64_t filters = tensors.Side(1, turned_ ? 2 : 3), batch = tensors.Side(0, 0);
    const Convolution shape{batch, tensors.PicturesOf(0), {sides_[0], sides_[1], filters}, padding_[0], padding_[1]};
    const bool has_bias = TF_NumInputs(context) > 2;
    if (!InSixteens(shape) || tensors.Count(1) != 9 * shape.data.channels * filters ||
        (has_bias && tensors.Count(2) != filters)) {
      return TF_SetStatus(status, TF_INVALID_ARGUMENT, "a convolution has tensors of other shapes");
    }
    float* results = tensors.Allocate({batch, sides_[0], sides_[1], filters}, status);
    if (TF_GetCode(status) != TF_OK) return;
    const Epilogue epilogue{has_bias ? tensors.Data(2) : nullptr, relu_ != 0};
    Convolve(shape, tensors.Data(0), tensors.Data(1), turned_, epilogue, ThreadsOfTensorFlow(), results);
  }

 private:
  std::vector<int64_t> padding_, sides_;
  unsigned char turned_ = 0, relu_ = 0;
};

class ConvolutionFilterKernel {
 public:
  ConvolutionFilterKernel(TF_OpKernelConstruction* construction, TF_Status* status)
      : padding_(IntegersOf(construction, "padding", status)) {}

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    ConvolutionTensors tensors(context, status);
    if (TF_GetCode(status) != TF_OK) return;
    const int64_t batch = tensors.Side(0, 0);
    const Convolution shape{batch, tensors.PicturesOf(0), tensors.PicturesOf(1), padding_[0], padding_[1]};
    if (!InSixteens(shape) || tensors.Side(1, 0) != batch) {
      return TF_SetStatus(status, TF_INVALID_ARGUMENT, "the gradient of a convolution has tensors of other shapes");
    }
    float* filter = tensors.Allocate({3, 3, shape.data.channels, shape.result.channels}, status);
    if (TF_GetCode(status) != TF_OK) return;
    DifferentiateFilter(shape, tensors.Data(0), tensors.Data(1), ThreadsOfTensorFlow(), filter);
  }

 private:
  std::vector<int64_t> padding_;
};

inline const std::string& RegisterConvolution() {
  return RegisterOp<ConvolutionKernel>({"LockstepConvolution",
                                        {"N: int >= 0", "padding: list(int)", "sides: list(int)", "turned: bool",
                                         "relu: bool"},
                                        {"data: float", "filter: float", "bias: N * float"},
                                        {"results: float"}});
}

inline const std::string& RegisterConvolutionFilter() {
  return RegisterOp<ConvolutionFilterKernel>({"LockstepConvolutionFilter",
                                              {"padding: list(int)"},
                                              {"data: float", "gradient: float"},
                                              {"filter: float"}});
}

}  // namespace lockstep
