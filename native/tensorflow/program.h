// A program of elementwise ops, evaluated tile by tile in one go: what passes from op to op stays in the nearest cache.
// On one thread, so it is for small tensors. The contract of its parts is that of the op's attributes (elementwise.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "product.h"
#include "tile.h"

namespace lockstep {

// Tensors by number: where they lie, and how many numbers they have.
struct NumberedTensors {
  std::vector<float*> data;
  std::vector<int64_t> lengths;
};

class Program {
 public:
  using Entry = std::array<int64_t, 4>;
  struct Instruction {
    TileOp op;
    std::array<int, 3> operands;
  };
  struct Store {
    int64_t tensor, offset, stride;
  };
  struct Factors {
    int64_t left, offset, right, rows, depth, columns;
  };

  // `stores` by operand. The first store of a result is where it is computed; others are copies.
  Program(TileShape shape, std::vector<Entry> views, std::vector<Instruction> code,
          std::vector<std::vector<Store>> stores, std::vector<Factors> products)
      : shape_(shape),
        views_(std::move(views)),
        code_(std::move(code)),
        stores_(std::move(stores)),
        products_(std::move(products)) {
    PlaceResults();
  }

  // @returns what is wrong with the tensors, or nothing
  const char* Run(NumberedTensors* tensors) const {
    const size_t given = tensors->data.size();
    const char* failure = Multiply(tensors);
    if (!failure) failure = Check(*tensors);
    if (!failure) Evaluate(*tensors);
    tensors->data.resize(given);
    tensors->lengths.resize(given);
    return failure;
  }

 private:
  // Numbers of a tile: few enough that the tiles of a program fit the nearest cache.
  static constexpr int64_t kTile = 512;

  void PlaceResults();
  // Puts the products behind the tensors, into memory of this thread.
  const char* Multiply(NumberedTensors* tensors) const;
  const char* Check(const NumberedTensors& tensors) const;
  void Evaluate(const NumberedTensors& tensors) const;
  int64_t Extent(int64_t offset, int64_t row_stride, int64_t column_stride) const {
    return offset + (shape_.rows - 1) * row_stride + (shape_.columns - 1) * column_stride + 1;
  }

  TileShape shape_;
  std::vector<Entry> views_;
  std::vector<Instruction> code_;
  std::vector<std::vector<Store>> stores_;
  std::vector<Factors> products_;
  // By operand: its tile of scratch memory, -1 where it has none.
  std::vector<int> scratch_;
  int scratch_tiles_ = 0;
};

// Views whose numbers do not lie side by side are spread out into scratch tiles; so are results that stay inside,
// which take a tile over where what it held has been used for the last time.
inline void Program::PlaceResults() {
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

inline const char* Program::Multiply(NumberedTensors* tensors) const {
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
    const auto& [left, offset, right, rows, depth, columns] = product;
    if (tensors->lengths[left] < offset + rows * depth || tensors->lengths[right] != PackedSize(depth, columns)) {
      return "a product has matrices of other shapes";
    }
    Product(rows, depth, columns, tensors->data[left] + offset, tensors->data[right], next->numbers);
    tensors->data.push_back(next->numbers);
    tensors->lengths.push_back(rows * columns);
    next += lines(product);
  }
  return nullptr;
}

inline const char* Program::Check(const NumberedTensors& tensors) const {
  for (const auto& [tensor, offset, row_stride, column_stride] : views_) {
    if (Extent(offset, row_stride, column_stride) > tensors.lengths[tensor]) return "a view reaches beyond its tensor";
  }
  for (const std::vector<Store>& stores : stores_) {
    for (const auto& [tensor, offset, stride] : stores) {
      if (Extent(offset, stride, 1) > tensors.lengths[tensor]) return "a result reaches beyond its tensor";
    }
  }
  return nullptr;
}

inline void Program::Evaluate(const NumberedTensors& tensors) const {
  struct alignas(64) ScratchTile {
    float numbers[kTile];
  };
  static thread_local std::vector<ScratchTile> memory;
  if (memory.size() < static_cast<size_t>(scratch_tiles_)) memory.resize(scratch_tiles_);
  ScratchTile* const tiles = memory.data();
  const int64_t columns = std::min(shape_.columns, kTile);
  const int64_t rows = kTile / columns;
  const size_t views = views_.size();
  std::vector<Strided> places(stores_.size());
  for (int64_t row = 0; row < shape_.rows; row += rows) {
    for (int64_t column = 0; column < shape_.columns; column += columns) {
      const TileShape tile{std::min(rows, shape_.rows - row), std::min(columns, shape_.columns - column)};
      const auto scratch = [&](size_t operand) { return Strided{tiles[scratch_[operand]].numbers, columns}; };
      const auto place = [&](const Store& store) {
        return Strided{tensors.data[store.tensor] + store.offset + row * store.stride + column, store.stride};
      };
      for (size_t i = 0; i < views; i++) {
        const auto& [tensor, offset, row_stride, column_stride] = views_[i];
        float* data = tensors.data[tensor] + offset + row * row_stride + column * column_stride;
        if (column_stride == 1) {
          places[i] = {data, row_stride};
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

}  // namespace lockstep
