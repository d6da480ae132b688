// The op "LockstepElementwise": programs of elementwise ops (program.h), run one after another, so that nothing is
// scheduled or allocated between them. `passes/fuse.ts` makes it of the ops of one shape, `passes/chain.ts` of a loop's.
//
// Tensors are numbered: first the inputs, then the outputs, then the products of the program that runs. A program sees
// outputs as programs before it have left them. It sees tensors as `rows` times `columns` numbers, all axes but the last
// and the last. Every operand of its instructions has a number: first the views, in order, then the results of the
// instructions, in order. Attributes:
//   N, M      numbers of inputs and of outputs
//   space     [rows, columns] of every result, for each program
//   views     4 numbers a view: tensor, offset, row stride, column stride (0: all columns read the same number)
//   ops       the name of each instruction, one of `LOCKSTEP_TILE_OPS`
//   code      4 numbers an instruction: three operands (-1: none), then 0
//   stores    4 numbers a store: operand of the result, output, offset, row stride
//   shapes    for each output its rank, then that many sides
//   products  6 numbers a product of matrices: the tensor that holds the left one, where in it that begins, the tensor of
//             the right one, packed (pack.h), then rows, depth and columns
//   programs  4 numbers a program: how many of the views, instructions, stores and products are its; nothing where there is
//             one
// Offsets and strides count numbers. `passes/programs.ts` writes them.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "kernel.h"
#include "program.h"

namespace lockstep {

class Elementwise {
 public:
  explicit Elementwise(TF_OpKernelConstruction* construction, TF_Status* status);
  void Compute(TF_OpKernelContext* context, TF_Status* status) const;

 private:
  std::vector<Program> programs_;
  std::vector<std::vector<int64_t>> outputs_;
};

inline std::vector<std::string> NamesOf(TF_OpKernelConstruction* construction, const char* name, TF_Status* status) {
  int32_t length = 0, total = 0;
  TF_OpKernelConstruction_GetAttrSize(construction, name, &length, &total, status);
  if (TF_GetCode(status) != TF_OK) return {};
  std::vector<char*> starts(length);
  std::vector<size_t> lengths(length);
  std::vector<char> storage(total);
  TF_OpKernelConstruction_GetAttrStringList(construction, name, starts.data(), lengths.data(), length, storage.data(),
                                            total, status);
  std::vector<std::string> names;
  for (int i = 0; i < length && TF_GetCode(status) == TF_OK; i++) names.emplace_back(starts[i], lengths[i]);
  return names;
}

inline bool TileOpOf(const std::string& name, TileOp* op) {
#define X(known)                          \
  if (name == #known) {                   \
    *op = TileOp::known;                  \
    return true;                          \
  }
  LOCKSTEP_TILE_OPS(X)
#undef X
  return false;
}

inline Elementwise::Elementwise(TF_OpKernelConstruction* construction, TF_Status* status) {
  const auto integers = [&](const char* name) {
    return TF_GetCode(status) == TF_OK ? IntegersOf(construction, name, status) : std::vector<int64_t>();
  };
  const std::vector<int64_t> space = integers("space"), views = integers("views"), code = integers("code");
  const std::vector<int64_t> stores = integers("stores"), shapes = integers("shapes"), products = integers("products");
  std::vector<int64_t> programs = integers("programs");
  if (TF_GetCode(status) != TF_OK) return;
  const std::vector<std::string> names = NamesOf(construction, "ops", status);
  if (TF_GetCode(status) != TF_OK) return;
  int64_t inputs = 0;
  TF_OpKernelConstruction_GetAttrInt64(construction, "N", &inputs, status);
  if (TF_GetCode(status) != TF_OK) return;
  if (programs.empty()) {
    const auto entries = [](const std::vector<int64_t>& list, size_t each) { return static_cast<int64_t>(list.size() / each); };
    programs = {entries(views, 4), entries(code, 4), entries(stores, 4), entries(products, 6)};
  }
  size_t view = 0, instruction = 0, store = 0, product = 0;
  for (size_t i = 0; 4 * i < programs.size(); i++) {
    const int64_t* counts = &programs[4 * i];
    std::vector<Program::Entry> seen(counts[0]);
    for (Program::Entry& entry : seen) std::copy_n(&views[4 * view++], 4, entry.begin());
    std::vector<Program::Instruction> instructions(counts[1]);
    for (auto& [op, operands] : instructions) {
      if (!TileOpOf(names[instruction], &op)) {
        TF_SetStatus(status, TF_INVALID_ARGUMENT, ("no elementwise op " + names[instruction]).c_str());
        return;
      }
      const int64_t* entry = &code[4 * instruction++];
      for (int k = 0; k < 3; k++) operands[k] = static_cast<int>(entry[entry[k] < 0 ? 0 : k]);
    }
    std::vector<std::vector<Program::Store>> places(counts[0] + counts[1]);
    for (int64_t k = 0; k < counts[2]; k++) {
      const int64_t* entry = &stores[4 * store++];
      places[entry[0]].push_back({inputs + entry[1], entry[2], entry[3]});
    }
    std::vector<Program::Factors> factors(counts[3]);
    for (Program::Factors& one : factors) {
      const int64_t* entry = &products[6 * product++];
      one = {entry[0], entry[1], entry[2], entry[3], entry[4], entry[5]};
    }
    const TileShape shape{space[2 * i], space[2 * i + 1]};
    programs_.emplace_back(shape, std::move(seen), std::move(instructions), std::move(places), std::move(factors));
  }
  for (size_t at = 0; at < shapes.size(); at += 1 + shapes[at]) {
    outputs_.emplace_back(&shapes[at] + 1, &shapes[at] + 1 + shapes[at]);
  }
}

inline void Elementwise::Compute(TF_OpKernelContext* context, TF_Status* status) const {
  OwnedTensors owned;
  NumberedTensors tensors;
  const auto own = [&](TF_Tensor* tensor) {
    owned.all.push_back(tensor);
    tensors.data.push_back(static_cast<float*>(TF_TensorData(tensor)));
    tensors.lengths.push_back(TF_TensorElementCount(tensor));
  };
  for (int i = 0; i < TF_NumInputs(context); i++) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context, i, &tensor, status);
    if (TF_GetCode(status) != TF_OK) return;
    own(tensor);
  }
  for (size_t i = 0; i < outputs_.size(); i++) {
    int64_t length = 1;
    for (const int64_t size : outputs_[i]) length *= size;
    TF_Tensor* tensor = TF_AllocateOutput(context, static_cast<int>(i), TF_FLOAT, outputs_[i].data(),
                                          static_cast<int>(outputs_[i].size()), length * sizeof(float), status);
    if (TF_GetCode(status) != TF_OK) return;
    own(tensor);
  }
  for (const Program& program : programs_) {
    if (const char* failure = program.Run(&tensors)) return TF_SetStatus(status, TF_INVALID_ARGUMENT, failure);
  }
}

inline const std::string& RegisterElementwise() {
  return RegisterOp<Elementwise>({"LockstepElementwise",
                                  {"N: int", "M: int", "space: list(int)", "views: list(int)", "ops: list(string)",
                                   "code: list(int)", "stores: list(int)", "shapes: list(int)",
                                   "products: list(int) = []", "programs: list(int) = []"},
                                  {"inputs: N * float"},
                                  {"outputs: M * float"}});
}

}  // namespace lockstep
