// A TensorFlow session for Node: graphs grow as computations are traced, calls are prepared once, batches
// and gradients pass between shared memory and TensorFlow without a copy that can be avoided.
//
//   open() -> session
//   extend(session, graphDef: Uint8Array, known: string[])      `known`: nodes of earlier graphs it refers to
//   prepare(session, feeds: {name, dtype, shape}[], fetches: string[], targets: string[], borrow: boolean,
//           delivery: string) -> call
//            `delivery`: the node that takes the address of the call's `Delivery` (deliver.h), or nothing. What is
//            fetched under an empty name, a target delivers.
//   run(call, feeds: TypedArray[], outputs: TypedArray[], told: object | undefined, bell: number, number: number)
//            -> outputs before the first that is not finite
//            `told.metadata` becomes TensorFlow's RunMetadata. `bell` is told `number` and a slice as soon as that is
//            delivered; 0: nobody is told.
//   bell(callback: (number: number, slice: number) => void) -> bell
//   remove(bell)
//   results(session, node: string) -> {dtype, shape}[]        what a node gives; -1 for a length that only numbers say,
//                                                            no shape where not even how many lengths is known
//   definition(session, op: string) -> Uint8Array            TensorFlow's OpDef of an op
//   alignment(array: TypedArray) -> address modulo 64
//
// `borrow` lets TensorFlow read the fed arrays where they lie; a call that assigns them to variables must
// not, since the variable would go on using that memory. Errors are thrown with TensorFlow's message.
#include "../napi.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "convolution-ops.h"
#include "deliver.h"
#include "denormals.h"
#include "elementwise.h"
#include "pack.h"
#include "results.h"
#include "scatter.h"
#include "sparse-ops.h"
#include "uniform.h"
#include "tensorflow/c/c_api.h"

namespace lockstep {
namespace {

struct Session {
  TF_Graph* const graph = TF_NewGraph();
  TF_Session* session = nullptr;

  Session() {
    Status status;
    TF_SessionOptions* options = TF_NewSessionOptions();
    // ConfigProto { allow_soft_placement: true }
    const uint8_t config[] = {0x38, 0x01};
    TF_SetConfig(options, config, sizeof config, status.tf);
    if (TF_GetCode(status.tf) == TF_OK) session = TF_NewSession(graph, options, status.tf);
    TF_DeleteSessionOptions(options);
    status.Check();
  }

  ~Session() {
    Status status;
    TF_CloseSession(session, status.tf);
    TF_DeleteSession(session, status.tf);
    TF_DeleteGraph(graph);
  }
};

struct Feed {
  TF_DataType dtype;
  std::vector<int64_t> shape;
};

struct Call {
  std::shared_ptr<Session> session;
  std::vector<Feed> feeds;
  std::vector<TF_Output> inputs;
  // Of all outputs, those that are fetched.
  std::vector<uint32_t> fetched;
  std::vector<TF_Output> fetches;
  size_t outputs = 0;
  std::vector<const TF_Operation*> targets;
  bool borrow;
  // Whether the last input takes the address of the `Delivery`.
  bool delivers = false;
};

// "node" or "node:1".
TF_Output Output(const Session& session, const std::string& name) {
  const size_t colon = name.find(':');
  const std::string node = name.substr(0, colon);
  TF_Operation* operation = TF_GraphOperationByName(session.graph, node.c_str());
  if (!operation) throw Failure{"the graph has no node " + node};
  return {operation, colon == std::string::npos ? 0 : std::stoi(name.substr(colon + 1))};
}

napi_value Open(napi_env env, const napi_value*) { return Wrap(env, new std::shared_ptr<Session>(new Session)); }

napi_value Extend(napi_env env, const napi_value* args) {
  const auto& session = Unwrap<std::shared_ptr<Session>>(env, args[0]);
  const Bytes graph = Array(env, args[1]);
  Status status;
  TF_Buffer* buffer = TF_NewBufferFromString(graph.data, graph.size);
  TF_ImportGraphDefOptions* options = TF_NewImportGraphDefOptions();
  for (uint32_t i = 0; i < Length(env, args[2]); i++) {
    const std::string name = Text(env, Element(env, args[2], i));
    TF_ImportGraphDefOptionsAddInputMapping(options, name.c_str(), 0, Output(*session, name));
  }
  TF_GraphImportGraphDef(session->graph, buffer, options, status.tf);
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(buffer);
  status.Check();
  return nullptr;
}

napi_value Prepare(napi_env env, const napi_value* args) {
  auto call = std::make_unique<Call>();
  call->session = Unwrap<std::shared_ptr<Session>>(env, args[0]);
  for (uint32_t i = 0; i < Length(env, args[1]); i++) {
    const napi_value feed = Element(env, args[1], i);
    int32_t dtype;
    Check(napi_get_value_int32(env, Property(env, feed, "dtype"), &dtype));
    Feed described{static_cast<TF_DataType>(dtype), {}};
    const napi_value shape = Property(env, feed, "shape");
    for (uint32_t k = 0; k < Length(env, shape); k++) {
      int64_t size;
      Check(napi_get_value_int64(env, Element(env, shape, k), &size));
      described.shape.push_back(size);
    }
    call->feeds.push_back(described);
    call->inputs.push_back(Output(*call->session, Text(env, Property(env, feed, "name"))));
  }
  call->outputs = Length(env, args[2]);
  for (uint32_t i = 0; i < call->outputs; i++) {
    const std::string name = Text(env, Element(env, args[2], i));
    if (name.empty()) continue;
    call->fetched.push_back(i);
    call->fetches.push_back(Output(*call->session, name));
  }
  for (uint32_t i = 0; i < Length(env, args[3]); i++) {
    call->targets.push_back(Output(*call->session, Text(env, Element(env, args[3], i))).oper);
  }
  Check(napi_get_value_bool(env, args[4], &call->borrow));
  if (const std::string delivery = Text(env, args[5]); !delivery.empty()) {
    call->inputs.push_back(Output(*call->session, delivery));
    call->delivers = true;
  }
  return Wrap(env, call.release());
}

struct Tensors {
  std::vector<TF_Tensor*> all;
  ~Tensors() {
    for (TF_Tensor* tensor : all) {
      if (tensor) TF_DeleteTensor(tensor);
    }
  }
};

TF_Tensor* ToTensor(const Feed& feed, const Bytes& bytes, bool borrow) {
  size_t size = TF_DataTypeSize(feed.dtype);
  for (const int64_t dimension : feed.shape) size *= dimension;
  if (size != bytes.size) {
    throw Failure{"a feed has " + std::to_string(bytes.size) + " bytes, not " + std::to_string(size)};
  }
  const int rank = static_cast<int>(feed.shape.size());
  if (borrow) {
    // Where the memory is not aligned as TensorFlow wants it, this copies by itself.
    return TF_NewTensor(feed.dtype, feed.shape.data(), rank, bytes.data, size, [](void*, size_t, void*) {}, nullptr);
  }
  TF_Tensor* tensor = TF_AllocateTensor(feed.dtype, feed.shape.data(), rank, size);
  std::memcpy(TF_TensorData(tensor), bytes.data, size);
  return tensor;
}

TF_Tensor* Address(const Delivery* delivery) {
  TF_Tensor* tensor = TF_AllocateTensor(TF_INT64, nullptr, 0, sizeof delivery);
  std::memcpy(TF_TensorData(tensor), &delivery, sizeof delivery);
  return tensor;
}

// The bytes of a buffer of TensorFlow as a Uint8Array of JavaScript's own.
napi_value Copied(napi_env env, const TF_Buffer& from) {
  napi_value buffer, bytes;
  void* data;
  Check(napi_create_arraybuffer(env, from.length, &data, &buffer));
  std::memcpy(data, from.data, from.length);
  Check(napi_create_typedarray(env, napi_uint8_array, from.length, buffer, 0, &bytes));
  return bytes;
}

using OwnBuffer = std::unique_ptr<TF_Buffer, decltype(&TF_DeleteBuffer)>;

napi_value Run(napi_env env, const napi_value* args) {
  const Call& call = Unwrap<Call>(env, args[0]);
  if (Length(env, args[1]) != call.feeds.size() || Length(env, args[2]) != call.outputs) {
    throw Failure{"a call was given another number of arrays than it was prepared for"};
  }
  Tensors inputs;
  for (uint32_t i = 0; i < call.feeds.size(); i++) {
    inputs.all.push_back(ToTensor(call.feeds[i], Array(env, Element(env, args[1], i)), call.borrow));
  }
  Delivery delivery{{}, std::vector<char>(call.outputs, 0)};
  for (uint32_t i = 0; i < call.outputs; i++) delivery.places.push_back(Array(env, Element(env, args[2], i)));
  Check(napi_get_value_uint32(env, args[4], &delivery.bell));
  Check(napi_get_value_uint32(env, args[5], &delivery.call));
  if (call.delivers) inputs.all.push_back(Address(&delivery));
  Tensors outputs;
  outputs.all.resize(call.fetches.size(), nullptr);
  // RunOptions { inter_op_thread_pool: -1, output_partition_graphs: true }: on this thread, which has nothing else to
  // do; the second, with which TensorFlow tells the device of every node, is left out where nobody asks.
  static const uint8_t on_caller[] = {0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x28, 0x01};
  napi_valuetype told;
  Check(napi_typeof(env, args[3], &told));
  const bool tells = told == napi_object;
  const OwnBuffer metadata(tells ? TF_NewBuffer() : nullptr, TF_DeleteBuffer);
  const TF_Buffer options{on_caller, tells ? sizeof on_caller : sizeof on_caller - 2, nullptr};
  Status status;
  {
    const FlushesDenormals flushes;
    TF_SessionRun(call.session->session, &options, call.inputs.data(), inputs.all.data(),
                  static_cast<int>(inputs.all.size()), call.fetches.data(), outputs.all.data(),
                  static_cast<int>(outputs.all.size()), call.targets.data(), static_cast<int>(call.targets.size()),
                  metadata.get(), status.tf);
  }
  status.Check();
  if (tells) Check(napi_set_named_property(env, args[3], "metadata", Copied(env, *metadata)));
  for (uint32_t i = 0; i < outputs.all.size(); i++) delivery.Put(call.fetched[i], outputs.all[i]);
  uint32_t finite = 0;
  while (finite < call.outputs && delivery.finite[finite]) finite++;
  napi_value result;
  Check(napi_create_uint32(env, finite, &result));
  return result;
}

napi_value Results(napi_env env, const napi_value* args) {
  const auto& session = Unwrap<std::shared_ptr<Session>>(env, args[0]);
  return ResultsOf(env, session->graph, Output(*session, Text(env, args[1])).oper);
}

napi_value Definition(napi_env env, const napi_value* args) {
  const auto& session = Unwrap<std::shared_ptr<Session>>(env, args[0]);
  const std::string op = Text(env, args[1]);
  Status status;
  const OwnBuffer definition(TF_NewBuffer(), TF_DeleteBuffer);
  TF_GraphGetOpDef(session->graph, op.c_str(), definition.get(), status.tf);
  status.Check();
  return Copied(env, *definition);
}

napi_value NewBell(napi_env env, const napi_value* args) {
  napi_value bell;
  Check(napi_create_uint32(env, Bells::Add(env, args[0]), &bell));
  return bell;
}

napi_value RemoveBell(napi_env env, const napi_value* args) {
  Bells::Remove(env, static_cast<uint32_t>(Number(env, args[0])));
  return nullptr;
}

napi_value Alignment(napi_env env, const napi_value* args) {
  napi_value result;
  const auto address = reinterpret_cast<uintptr_t>(Array(env, args[0]).data);
  Check(napi_create_uint32(env, address % 64, &result));
  return result;
}

napi_value Init(napi_env env, napi_value exports) {
  for (const std::string& failure :
       {RegisterElementwise(), RegisterPack(), RegisterConvolution(), RegisterConvolutionFilter(), RegisterDeliver(),
        RegisterScatter(), RegisterSparseProduct(), RegisterSparseGradient(), RegisterSparseGradientInPlace(),
        RegisterUniform()}) {
    if (failure.empty()) continue;
    napi_throw_error(env, nullptr, ("TensorFlow refuses an op of ours: " + failure).c_str());
    return nullptr;
  }
  Define<Open>(env, exports, "open");
  Define<Extend>(env, exports, "extend");
  Define<Prepare>(env, exports, "prepare");
  Define<Run>(env, exports, "run");
  Define<Results>(env, exports, "results");
  Define<Definition>(env, exports, "definition");
  Define<NewBell>(env, exports, "bell");
  Define<RemoveBell>(env, exports, "remove");
  Define<Alignment>(env, exports, "alignment");
  return exports;
}

}  // namespace
}  // namespace lockstep

NAPI_MODULE(lockstep_session, lockstep::Init)
