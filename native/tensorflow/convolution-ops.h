// The ops "LockstepConvolution" and "LockstepConvolutionFilter": convolution.h for TensorFlow, on CPUs. They compute with as
// many threads as TensorFlow does. `passes/convolutions.ts` makes them, `passes/convolution-neighbours.ts` adds to them.
//
// Inputs of the first: data `[batch, height, width, channels]`; the filter; then one or none of each, as attributes say:
//   biases   one number a filter, added to the results
//   masks    pictures as the results, which become zero where those are not positive
//   choices  with which the data are a gradient with regard to what is pooled (`Source`)
// Outputs: the results, or, pooled, the greatest of 2x2 of them; then one or none of each:
//   chosen  which of the 2x2 it is (`Epilogue`)
//   sums    of the results, by channel
// Of the second: the data; the gradient with regard to the results; `choices` as above. Outputs: the gradient with regard
// to the filter; `sums`, that with regard to the bias. Attributes, beside those that say how many there are:
//   padding  rows and columns of zeros before and behind the data
// Of the first only:
//   sides    height and width of the results, before they are pooled
//   turned   whether the filter is `[3, 3, filters, channels]`, and read backwards: for the gradient with regard to data
//   relu     whether negative results become zero
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "convolution.h"
#include "kernel.h"
#include "threads.h"

namespace lockstep {

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

  template <typename Number = float>
  const Number* Data(int input) const {
    return static_cast<const Number*>(TF_TensorData(tensors_.all[input]));
  }
  // 0 for an axis that it lacks.
  int64_t Side(int input, int axis) const {
    const TF_Tensor* tensor = tensors_.all[input];
    return axis < TF_NumDims(tensor) ? TF_Dim(tensor, axis) : 0;
  }
  int64_t Count(int input) const { return TF_TensorElementCount(tensors_.all[input]); }
  // Whether an input's pictures have these sides, or half of them.
  bool AreAs(int input, const Pictures& pictures, bool halved) const {
    const auto [height, width, channels] = PicturesOf(input);
    const int64_t by = halved ? 2 : 1;
    return height == pictures.height / by && width == pictures.width / by && channels == pictures.channels;
  }
  Pictures PicturesOf(int input) const { return {Side(input, 1), Side(input, 2), Side(input, 3)}; }

  // Where an output goes, null after a failure.
  template <typename Number>
  Number* Allocate(int output, TF_DataType type, const std::vector<int64_t>& shape, TF_Status* status) {
    if (TF_GetCode(status) != TF_OK) return nullptr;
    size_t bytes = sizeof(Number);
    for (const int64_t side : shape) bytes *= side;
    TF_Tensor* tensor =
        TF_AllocateOutput(context_, output, type, shape.data(), static_cast<int>(shape.size()), bytes, status);
    if (TF_GetCode(status) != TF_OK) return nullptr;
    tensors_.all.push_back(tensor);
    return static_cast<Number*>(TF_TensorData(tensor));
  }

 private:
  TF_OpKernelContext* const context_;
  OwnedTensors tensors_;
};

inline bool InSixteens(const Convolution& shape) {
  const int64_t channels = shape.data.channels, filters = shape.result.channels;
  return channels > 0 && filters > 0 && channels % 16 == 0 && filters % 16 == 0;
}

// Attributes that say how many tensors of a kind there are, one or none.
inline bool IsThere(TF_OpKernelConstruction* construction, const char* name, TF_Status* status) {
  int64_t number = 0;
  if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrInt64(construction, name, &number, status);
  return number > 0;
}

class ConvolutionKernel {
 public:
  ConvolutionKernel(TF_OpKernelConstruction* construction, TF_Status* status)
      : padding_(IntegersOf(construction, "padding", status)) {
    if (TF_GetCode(status) == TF_OK) sides_ = IntegersOf(construction, "sides", status);
    if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrBool(construction, "turned", &turned_, status);
    if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrBool(construction, "relu", &relu_, status);
    biased_ = IsThere(construction, "biases", status);
    masked_ = IsThere(construction, "masks", status);
    pooled_data_ = IsThere(construction, "choices", status);
    pools_ = IsThere(construction, "chosen", status);
    sums_ = IsThere(construction, "sums", status);
  }

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    ConvolutionTensors tensors(context, status);
    if (TF_GetCode(status) != TF_OK) return;
    const int bias = 2, mask = bias + biased_, choices = mask + masked_;
    const int64_t filters = tensors.Side(1, turned_ ? 2 : 3), batch = tensors.Side(0, 0);
    const auto [height, width] = std::pair(sides_[0], sides_[1]);
    const Pictures data{height + 2 - 2 * padding_[0], width + 2 - 2 * padding_[1], tensors.Side(0, 3)};
    const Convolution shape{batch, data, {height, width, filters}, padding_[0], padding_[1]};
    if (!InSixteens(shape) || !tensors.AreAs(0, data, pooled_data_) ||
        tensors.Count(1) != 9 * data.channels * filters || (biased_ && tensors.Count(bias) != filters) ||
        (masked_ && tensors.Count(mask) != batch * height * width * filters) ||
        (pooled_data_ && tensors.Count(choices) != tensors.Count(0))) {
      return TF_SetStatus(status, TF_INVALID_ARGUMENT, "a convolution has tensors of other shapes");
    }
    const int64_t by = pools_ ? 2 : 1;
    const std::vector<int64_t> sides{batch, height / by, width / by, filters};
    float* results = tensors.Allocate<float>(0, TF_FLOAT, sides, status);
    uint8_t* chosen = pools_ ? tensors.Allocate<uint8_t>(1, TF_UINT8, sides, status) : nullptr;
    float* sums = sums_ ? tensors.Allocate<float>(1 + pools_, TF_FLOAT, {filters}, status) : nullptr;
    if (TF_GetCode(status) != TF_OK) return;
    const Source source{tensors.Data(0), pooled_data_ ? tensors.Data<uint8_t>(choices) : nullptr};
    const Epilogue epilogue{biased_ ? tensors.Data(bias) : nullptr, relu_ != 0, masked_ ? tensors.Data(mask) : nullptr,
                            chosen};
    Convolve(shape, source, tensors.Data(1), turned_, epilogue, ThreadsOfTensorFlow(), results, sums);
  }

 private:
  std::vector<int64_t> padding_, sides_;
  unsigned char turned_ = 0, relu_ = 0;
  bool biased_, masked_, pooled_data_, pools_, sums_;
};

class ConvolutionFilterKernel {
 public:
  ConvolutionFilterKernel(TF_OpKernelConstruction* construction, TF_Status* status)
      : padding_(IntegersOf(construction, "padding", status)),
        pooled_(IsThere(construction, "choices", status)),
        sums_(IsThere(construction, "sums", status)) {}

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    ConvolutionTensors tensors(context, status);
    if (TF_GetCode(status) != TF_OK) return;
    const int64_t batch = tensors.Side(0, 0), filters = tensors.Side(1, 3);
    const Pictures data = tensors.PicturesOf(0);
    const Pictures results{data.height + 2 * padding_[0] - 2, data.width + 2 * padding_[1] - 2, filters};
    const Convolution shape{batch, data, results, padding_[0], padding_[1]};
    if (!InSixteens(shape) || tensors.Side(1, 0) != batch || !tensors.AreAs(1, results, pooled_) ||
        (pooled_ && tensors.Count(2) != tensors.Count(1))) {
      return TF_SetStatus(status, TF_INVALID_ARGUMENT, "the gradient of a convolution has tensors of other shapes");
    }
    float* filter = tensors.Allocate<float>(0, TF_FLOAT, {3, 3, data.channels, filters}, status);
    float* bias = sums_ ? tensors.Allocate<float>(1, TF_FLOAT, {filters}, status) : nullptr;
    if (TF_GetCode(status) != TF_OK) return;
    const Source gradient{tensors.Data(1), pooled_ ? tensors.Data<uint8_t>(2) : nullptr};
    DifferentiateFilter(shape, tensors.Data(0), gradient, ThreadsOfTensorFlow(), filter, bias);
  }

 private:
  const std::vector<int64_t> padding_;
  const bool pooled_, sums_;
};

inline const std::string& RegisterConvolution() {
  return RegisterOp<ConvolutionKernel>(
      {"LockstepConvolution",
       {"padding: list(int)", "sides: list(int)", "turned: bool", "relu: bool", "biases: int >= 0", "masks: int >= 0",
        "choices: int >= 0", "chosen: int >= 0", "sums: int >= 0"},
       {"data: float", "filter: float", "bias: biases * float", "mask: masks * float", "choice: choices * uint8"},
       {"results: float", "which: chosen * uint8", "sum: sums * float"}});
}

inline const std::string& RegisterConvolutionFilter() {
  return RegisterOp<ConvolutionFilterKernel>({"LockstepConvolutionFilter",
                                              {"padding: list(int)", "choices: int >= 0", "sums: int >= 0"},
                                              {"data: float", "gradient: float", "choice: choices * uint8"},
                                              {"filter: float", "sum: sums * float"}});
}

}  // namespace lockstep
