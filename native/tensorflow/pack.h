// The op "LockstepPack": a matrix as the products of "LockstepElementwise" read it (product.h). `passes/products.ts`
// makes it, once a step for all time steps of an unrolled loop.
//
// Input: the matrix. Output: `[panels, depth, kPanel]`. Attribute:
//   transposed  whether the matrix is turned first
#pragma once

#include <string>

#include "kernel.h"
#include "product.h"

namespace lockstep {

class PackKernel {
 public:
  PackKernel(TF_OpKernelConstruction* construction, TF_Status* status) {
    TF_OpKernelConstruction_GetAttrBool(construction, "transposed", &transposed_, status);
  }

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    OwnedTensors tensors;
    TF_Tensor* matrix = nullptr;
    TF_GetInput(context, 0, &matrix, status);
    if (TF_GetCode(status) != TF_OK) return;
    tensors.all.push_back(matrix);
    if (TF_NumDims(matrix) != 2) return TF_SetStatus(status, TF_INVALID_ARGUMENT, "only matrices are packed");
    const int64_t depth = TF_Dim(matrix, transposed_ ? 1 : 0);
    const int64_t columns = TF_Dim(matrix, transposed_ ? 0 : 1);
    const int64_t shape[] = {(columns + kPanel - 1) / kPanel, depth, kPanel};
    const size_t bytes = shape[0] * depth * kPanel * sizeof(float);
    TF_Tensor* packed = TF_AllocateOutput(context, 0, TF_FLOAT, shape, 3, bytes, status);
    if (TF_GetCode(status) != TF_OK) return;
    tensors.all.push_back(packed);
    Pack(static_cast<const float*>(TF_TensorData(matrix)), depth, columns, transposed_,
         static_cast<float*>(TF_TensorData(packed)));
  }

 private:
  unsigned char transposed_ = 0;
};

inline const std::string& RegisterPack() {
  return RegisterOp<PackKernel>({"LockstepPack", {"transposed: bool"}, {"matrix: float"}, {"packed: float"}});
}

}  // namespace lockstep
