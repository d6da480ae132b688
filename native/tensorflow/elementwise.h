// The op "LockstepElementwise": a program of elementwise ops, evaluated tile by tile in one go. What passes from op to
// op stays in the nearest cache, and nothing is scheduled or allocated between them. On one thread, so it is for
// small tensors; `passes/fuse.ts` makes it.
//
// Inputs and outputs are seen as `rows` times `columns` numbers: all axes but the last, and the last. Every operand has a
// number: first the views, in order, then the results of the instructions, in order. Attributes:
//   N, M    numbers of inputs and of outputs
//   space   [rows, columns] of every result
//   views   4 numbers a view: input, offset, row stride, column stride (0: all columns read the same number)
//   ops     the name of each instruction, one of `LOCKSTEP_TILE_OPS`
//   code    4 numbers an instruction: three operands (-1: none), then 0
//   stores  4 numbers a store: operand of the result, output, offset, row stride
//   shapes  for each output its rank, then that many sides
//   products  5 numbers a product of matrices: the inputs that hold the left one and, packed (pack.h), the right one,
//             then rows, depth and columns. Views see them as further inputs.
// Offsets and strides count numbers. `passes/fused-op.ts` writes them.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "kernel.h"
#include "product.h"
#include "tile.h"

namespace lockstep {

class Elementwise {
 public:
  explicit Elementwise(TF_OpKernelConstruction* construction, TF_Status* status);
  void Compute(TF_OpKernelContext* context, TF_Status* status) const;

 private:
  using Entry = std::array<int64_t, 4>;
  struct Instruction {
    TileOp op;
    std::array<int, 3> operands;
  };
  struct Store {
    int output;
    int64_t offset, stride;
  };
  struct Factors {
    int64_t left, right, rows, depth, columns;
  };

  // Numbers of a tile: few enough that the tiles of a program fit the nearest cache.
  static constexpr int64_t kTile = 512;

  void PlaceResults();
  // Puts the products behind the inputs, into memory of this thread.
  void Multiply(std::vector<const float*>* inputs, std::vector<int64_t>* lengths, TF_Status* status) const;
  int64_t Extent(int64_t offset, int64_t row_stride, int64_t column_stride) const {
    return offset + (shape_.rows - 1) * row_stride + (shape_.columns - 1) * column_stride + 1;
  }

  TileShape shape_;
  std::vector<Entry> views_;
  std::vector<Instruction> code_;
  std::vector<Factors> products_;
  std::vector<std::vector<int64_t>> outputs_;
  // By operand. The first store of a result is where it is computed; others are copies.
  std::vector<std::vector<Store>> stores_;
  // By operand: its tile of scratch memory, -1 where it has none.
  std::vector<int> scratch_;
  int scratch_tiles_ = 0;
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
  const auto entries = [&](const char* name) {
    const std::vector<int64_t> flat = integers(name);
    std::vector<Entry> list(flat.size() / 4);
    for (size_t i = 0; i < list.size(); i++) std::copy_n(&flat[4 * i], 4, list[i].begin());
    return list;
  };
  const std::vector<int64_t> shape = integers("space");
  views_ = entries("views");
  const std::vector<Entry> code = entries("code");
  const std::vector<Entry> stores = entries("stores");
  const std::vector<int64_t> shapes = integers("shapes");
  const std::vector<int64_t> products = integers("products");
  if (TF_GetCode(status) != TF_OK) return;
  const std::vector<std::string> names = NamesOf(construction, "ops", status);
  if (TF_GetCode(status) != TF_OK) return;
  shape_ = {shape[0], shape[1]};
  for (size_t i = 0; i < code.size(); i++) {
    Instruction instruction;
    if (!TileOpOf(names[i], &instruction.op)) {
      TF_SetStatus(status, TF_INVALID_ARGUMENT, ("no elementwise op " + names[i]).c_str());
      return;
    }
    for (int k = 0; k < 3; k++) instruction.operands[k] = code[i][code[i][k] < 0 ? 0 : k];
    code_.push_back(instruction);
  }
  for (size_t at = 0; at < products.size(); at += 5) {
    products_.push_back({products[at], products[at + 1], products[at + 2], products[at + 3], products[at + 4]});
  }
  for (size_t at = 0; at < shapes.size(); at += 1 + shapes[at]) {
    outputs_.emplace_back(&shapes[at] + 1, &shapes[at] + 1 + shapes[at]);
  }
  stores_.resize(views_.size() + code_.size());
  for (const auto& [value, output, offset, stride] : stores) {
    stores_[value].push_back({static_cast<int>(output), offset, stride});
  }
  PlaceResults();
}

// Views whose numbers do not lie side by side are spread out into scratch tiles; so are results that stay inside,
// which take a tile over where what it held has been used for the last time.
inline void Elementwise::PlaceResults() {
  const int views = static_cast<int>(views_.size());
  scratch_.assign(stores_.size(), -1);
  for (int i = 0; i < views; i++) {
    if (views_[i][3] == 0) scratch_[i] = scratch_tiles_++;
  }
  std::vector<int> last_use(stores_.size(), -1);
  for (size_t i = 0; i < code_.size(); i++) {
    for (const int operand : code_[i].operands) last_use[operand] = static_cast<int>(i);
  }
  std::vector<int> free;
  for (size_t i = 0; i < code_.size(); i++) {
    const auto& operands = code_[i].operands;
    for (size_t k = 0; k < operands.size(); k++) {
      const int operand = operands[k];
      const bool seen = std::find(operands.begin(), operands.begin() + k, operand) != operands.begin() + k;
      const bool over = operand >= views && scratch_[operand] >= 0 && last_use[operand] == static_cast<int>(i);
      if (over && !seen) free.push_back(scratch_[operand]);
    }
    const int result = views + static_cast<int>(i);
    if (!stores_[result].empty()) continue;
    if (free.empty()) free.push_back(scratch_tiles_++);
    scratch_[result] = free.back();
    free.pop_back();
  }
}

inline void Elementwise::Multiply(std::vector<const float*>* inputs, std::vector<int64_t>* lengths,
                                  TF_Status* status) const {
  // In lines of the cache, as vectors like it.
  struct alignas(64) Line {
    float numbers[16];
  };
  static thread_local std::vector<Line> memory;
  const auto lines = [](const Factors& product) { return (product.rows * product.columns + 15) / 16; };
  size_t total = 0;
  for (const Factors& product : products_) total += lines(product);
  if (memory.size() < total) memory.resize(total);
  Line* next = memory.data();
  for (const Factors& product : products_) {
    const auto& [left, right, rows, depth, columns] = product;
    if ((*lengths)[left] != rows * depth || (*lengths)[right] != PackedSize(depth, columns)) {
      return TF_SetStatus(status, TF_INVALID_ARGUMENT, "a product has matrices of other shapes");
    }
    Product(rows, depth, columns, (*inputs)[left], (*inputs)[right], next->numbers);
    inputs->push_back(next->numbers);
    lengths->push_back(rows * columns);
    next += lines(product);
  }
}

inline void Elementwise::Compute(TF_OpKernelContext* context, TF_Status* status) const {
  OwnedTensors tensors;
  std::vector<const float*> inputs;
  std::vector<int64_t> lengths;
  for (int i = 0; i < TF_NumInputs(context); i++) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context, i, &tensor, status);
    if (TF_GetCode(status) != TF_OK) return;
    tensors.all.push_back(tensor);
    inputs.push_back(static_cast<const float*>(TF_TensorData(tensor)));
    lengths.push_back(TF_TensorElementCount(tensor));
  }
  Multiply(&inputs, &lengths, status);
  if (TF_GetCode(status) != TF_OK) return;
  for (const auto& [input, offset, row_stride, column_stride] : views_) {
    if (Extent(offset, row_stride, column_stride) > lengths[input]) {
      return TF_SetStatus(status, TF_INVALID_ARGUMENT, "a view reaches beyond its input");
    }
  }
  std::vector<float*> outputs;
  for (size_t i = 0; i < outputs_.size(); i++) {
    int64_t length = 1;
    for (const int64_t size : outputs_[i]) length *= size;
    TF_Tensor* tensor = TF_AllocateOutput(context, static_cast<int>(i), TF_FLOAT, outputs_[i].data(),
                                          static_cast<int>(outputs_[i].size()), length * sizeof(float), status);
    if (TF_GetCode(status) != TF_OK) return;
    tensors.all.push_back(tensor);
    outputs.push_back(static_cast<float*>(TF_TensorData(tensor)));
  }

  struct alignas(64) ScratchTile {
    float numbers[kTile];
  };
  static thread_local std::vector<ScratchTile> memory;
  if (memory.size() < static_cast<size_t>(scratch_tiles_)) memory.resize(scratch_tiles_);
  const int64_t columns = std::min(shape_.columns, kTile);
  const int64_t rows = kTile / columns;
  const size_t views = views_.size();
  std::vector<Strided> places(stores_.size());
  for (int64_t row = 0; row < shape_.rows; row += rows) {
    for (int64_t column = 0; column < shape_.columns; column += columns) {
      const TileShape tile{std::min(rows, shape_.rows - row), std::min(columns, shape_.columns - column)};
      const auto scratch = [&](size_t operand) { return Strided{memory[scratch_[operand]].numbers, columns}; };
      const auto place = [&](const Store& store) {
        return Strided{outputs[store.output] + store.offset + row * store.stride + column, store.stride};
      };
      for (size_t i = 0; i < views; i++) {
        const auto& [input, offset, row_stride, column_stride] = views_[i];
        const float* data = inputs[input] + offset + row * row_stride + column * column_stride;
        if (column_stride == 1) {
          places[i] = {const_cast<float*>(data), row_stride};
          continue;
        }
        places[i] = scratch(i);
        for (int64_t r = 0; r < tile.rows; r++) {
          std::fill_n(places[i].data + r * columns, tile.columns, data[r * row_stride]);
        }
      }
      for (size_t i = 0; i < code_.size(); i++) {
        const auto& [op, operands] = code_[i];
        const std::vector<Store>& stores = stores_[views + i];
        const Strided result = stores.empty() ? scratch(views + i) : place(stores[0]);
        places[views + i] = result;
        Apply(op, tile, places[operands[0]], places[operands[1]], places[operands[2]], result);
        for (size_t k = 1; k < stores.size(); k++) {
          const Strided copy = place(stores[k]);
          for (int64_t r = 0; r < tile.rows; r++) {
            std::copy_n(result.data + r * result.stride, tile.columns, copy.data + r * copy.stride);
          }
        }
      }
    }
  }
}

inline const std::string& RegisterElementwise() {
  return RegisterOp<Elementwise>({"LockstepElementwise",
                                  {"N: int", "M: int", "space: list(int)", "views: list(int)", "ops: list(string)",
                                   "code: list(int)", "stores: list(int)", "shapes: list(int)",
                                   "products: list(int) = []"},
                                  {"inputs: N * float"},
                                  {"outputs: M * float"}});
}

}  // namespace lockstep
