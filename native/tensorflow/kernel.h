// What all ops of our own share: attributes, and how they are made known to TensorFlow.
#pragma once

#include <string>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

namespace lockstep {

struct OwnedTensors {
  std::vector<TF_Tensor*> all;
  ~OwnedTensors() {
    for (TF_Tensor* tensor : all) TF_DeleteTensor(tensor);
  }
};

inline std::vector<int64_t> IntegersOf(TF_OpKernelConstruction* construction, const char* name, TF_Status* status) {
  int32_t length = 0, total = 0;
  TF_OpKernelConstruction_GetAttrSize(construction, name, &length, &total, status);
  if (TF_GetCode(status) != TF_OK) return {};
  std::vector<int64_t> values(length);
  TF_OpKernelConstruction_GetAttrInt64List(construction, name, values.data(), length, status);
  return values;
}

// An op as its users see it; each text is one of TensorFlow's op definitions (OpDefBuilder).
struct OpSignature {
  const char* name;
  std::vector<const char*> attributes, inputs, outputs;
  // It is run for what it does, and need not be read.
  bool stateful = false;
};

// Makes an op and its kernel for CPUs known to TensorFlow, once a process: `Kernel(construction, status)`, then
// `Compute(context, status)` at each run.
// @returns what went wrong, or nothing
template <typename Kernel>
const std::string& RegisterOp(const OpSignature& signature) {
  static const std::string failure = [&]() -> std::string {
    TF_OpDefinitionBuilder* op = TF_NewOpDefinitionBuilder(signature.name);
    for (const char* attribute : signature.attributes) TF_OpDefinitionBuilderAddAttr(op, attribute);
    for (const char* input : signature.inputs) TF_OpDefinitionBuilderAddInput(op, input);
    for (const char* output : signature.outputs) TF_OpDefinitionBuilderAddOutput(op, output);
    TF_OpDefinitionBuilderSetIsStateful(op, signature.stateful);
    TF_OpDefinitionBuilderSetShapeInferenceFunction(op, TF_ShapeInferenceContextSetUnknownShape);
    TF_Status* status = TF_NewStatus();
    TF_RegisterOpDefinition(op, status);
    const auto create = [](TF_OpKernelConstruction* construction) -> void* {
      TF_Status* status = TF_NewStatus();
      auto* kernel = new Kernel(construction, status);
      if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
      TF_DeleteStatus(status);
      return kernel;
    };
    const auto compute = [](void* kernel, TF_OpKernelContext* context) {
      TF_Status* status = TF_NewStatus();
      static_cast<const Kernel*>(kernel)->Compute(context, status);
      if (TF_GetCode(status) != TF_OK) TF_OpKernelContext_Failure(context, status);
      TF_DeleteStatus(status);
    };
    const auto destroy = [](void* kernel) { delete static_cast<Kernel*>(kernel); };
    if (TF_GetCode(status) == TF_OK) {
      TF_KernelBuilder* kernel = TF_NewKernelBuilder(signature.name, "CPU", create, compute, destroy);
      TF_RegisterKernelBuilder(signature.name, kernel, status);
    }
    const std::string failure = TF_GetCode(status) == TF_OK ? "" : TF_Message(status);
    TF_DeleteStatus(status);
    return failure;
  }();
  return failure;
}

}  // namespace lockstep
