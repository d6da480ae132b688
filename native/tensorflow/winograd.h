// Winograd's algorithm for 3x3 filters: F(2 x 2, 3 x 3) of A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural
// Networks", 2015 (arXiv:1509.09308). A tile of 2x2 results Y comes of 4x4 data D and the filter F by
//   Y = R' [ (G F G') * (B D B') ] R,
// where * multiplies number by number, and ' transposes. The gradient with regard to the filter is that of this formula:
//   dF = G' [ (R dY R') * (B D B') ] G.
// Summed over channels, or over tiles, * becomes 16 products of matrices, with 16 multiplications where the sum itself
// has 36.
#pragma once

#include <cstdint>
#include <cstring>

#include "tile.h"

namespace lockstep {

constexpr int kFilterSide = 3, kTileResults = 2, kTileData = 4, kProducts = kTileData * kTileData;

template <int kRows, int kColumns>
struct Matrix {
  float at[kRows][kColumns];

  constexpr Matrix<kColumns, kRows> Transposed() const {
    Matrix<kColumns, kRows> result{};
    for (int i = 0; i < kRows; i++) {
      for (int j = 0; j < kColumns; j++) result.at[j][i] = at[i][j];
    }
    return result;
  }
};

constexpr Matrix<kTileData, kTileData> kOfData{{{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}}};    // B
constexpr Matrix<kTileData, kFilterSide> kOfFilter{{{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}}};        // G
constexpr Matrix<kTileData, kTileResults> kOfResults{{{1, 0}, {1, 1}, {1, -1}, {0, -1}}};                       // R

// One row of a matrix times a vector of vectors. What is multiplied by zero is left out as this is compiled.
template <typename Vector, int kRows, int kColumns>
INLINE void RowTimes(const Matrix<kRows, kColumns>& matrix, int row, const Vector* x, Vector* out) {
  Vector sum = {};
  bool begun = false;
#pragma GCC unroll 4
  for (int k = 0; k < kColumns; k++) {
    const float factor = matrix.at[row][k];
    if (factor == 0) continue;
    if (begun) sum += factor * x[k];
    else sum = factor * x[k];
    begun = true;
  }
  *out = sum;
}

// `matrix in matrix'`, where each number of the square `in` is a vector: one number for each of some channels.
// `load(row, column)` gives where it lies, `store(row, column, vector)` takes the results.
template <typename Vector, int kRows, int kColumns, typename Load, typename Store>
INLINE void Transform(const Matrix<kRows, kColumns>& matrix, const Load& load, const Store& store) {
  Vector half[kRows][kColumns];
#pragma GCC unroll 4
  for (int column = 0; column < kColumns; column++) {
    Vector in[kColumns];
#pragma GCC unroll 4
    for (int row = 0; row < kColumns; row++) std::memcpy(&in[row], load(row, column), sizeof(Vector));
#pragma GCC unroll 4
    for (int row = 0; row < kRows; row++) RowTimes(matrix, row, in, &half[row][column]);
  }
#pragma GCC unroll 4
  for (int row = 0; row < kRows; row++) {
#pragma GCC unroll 4
    for (int column = 0; column < kRows; column++) {
      Vector out;
      RowTimes(matrix, column, half[row], &out);
      store(row, column, out);
    }
  }
}

}  // namespace lockstep
