// What the nodes of a graph give, by their definitions: nothing runs.
#pragma once

#include <cstdint>
#include <vector>

#include "../napi.h"
#include "tensorflow/c/c_api.h"

namespace lockstep {

struct Status {
  TF_Status* const tf = TF_NewStatus();
  ~Status() { TF_DeleteStatus(tf); }
  void Check() const {
    if (TF_GetCode(tf) != TF_OK) throw Failure{TF_Message(tf)};
  }
};

inline napi_value Integer(napi_env env, int64_t value) {
  napi_value result;
  Check(napi_create_int64(env, value, &result));
  return result;
}

// As `results` of session.cc.
inline napi_value ResultsOf(napi_env env, TF_Graph* graph, TF_Operation* node) {
  napi_value results;
  Check(napi_create_array(env, &results));
  const Status status;
  for (TF_Output output{node, 0}; output.index < TF_OperationNumOutputs(node); output.index++) {
    napi_value result;
    Check(napi_create_object(env, &result));
    Check(napi_set_named_property(env, result, "dtype", Integer(env, TF_OperationOutputType(output))));
    Check(napi_set_element(env, results, output.index, result));
    const int rank = TF_GraphGetTensorNumDims(graph, output, status.tf);
    status.Check();
    if (rank < 0) continue;
    std::vector<int64_t> lengths(rank);
    TF_GraphGetTensorShape(graph, output, lengths.data(), rank, status.tf);
    status.Check();
    napi_value shape;
    Check(napi_create_array(env, &shape));
    for (int i = 0; i < rank; i++) Check(napi_set_element(env, shape, i, Integer(env, lengths[i])));
    Check(napi_set_named_property(env, result, "shape", shape));
  }
  return results;
}

}  // namespace lockstep
