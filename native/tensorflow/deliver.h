// The op "LockstepDeliver": takes results of a call to their places while the call still runs, then rings a bell.
// Without it, all that a call fetches comes at its end. It is for CPUs, so TensorFlow brings it what lies on a GPU.
//
// Inputs: the address of the call's `Delivery`, which lives as long as the call; then N results. Attributes:
//   N        number of results
//   outputs  the number of each among the call's outputs
//   slice    what the bell tells
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "../napi.h"
#include "finite.h"
#include "kernel.h"

namespace lockstep {

// A function of JavaScript, in any of Node's threads, that native code of another thread calls.
class Bells {
 public:
  // `callback` is given the number of a call and that of a slice. It keeps no process alive.
  static uint32_t Add(napi_env env, napi_value callback) {
    napi_value name;
    napi_threadsafe_function function;
    Check(napi_create_string_utf8(env, "lockstep.bell", NAPI_AUTO_LENGTH, &name));
    Check(napi_create_threadsafe_function(env, callback, nullptr, name, 0, 1, nullptr, nullptr, nullptr, Call,
                                          &function));
    Check(napi_unref_threadsafe_function(env, function));
    const std::lock_guard<std::mutex> lock(mutex());
    const uint32_t bell = ++last();
    all()[bell] = function;
    // Node lets go of the function when its thread ends.
    Check(napi_add_env_cleanup_hook(env, Forget, reinterpret_cast<void*>(uintptr_t{bell})));
    return bell;
  }

  static void Ring(uint32_t bell, uint32_t call, uint32_t slice) {
    const std::lock_guard<std::mutex> lock(mutex());
    const auto found = all().find(bell);
    if (found == all().end()) return;
    void* const told = reinterpret_cast<void*>((uint64_t{call} << 32) | slice);
    napi_call_threadsafe_function(found->second, told, napi_tsfn_nonblocking);
  }

  static void Remove(napi_env env, uint32_t bell) {
    const std::lock_guard<std::mutex> lock(mutex());
    const auto found = all().find(bell);
    if (found == all().end()) return;
    napi_release_threadsafe_function(found->second, napi_tsfn_abort);
    all().erase(found);
    napi_remove_env_cleanup_hook(env, Forget, reinterpret_cast<void*>(uintptr_t{bell}));
  }

 private:
  static void Call(napi_env env, napi_value callback, void*, void* data) {
    if (!env) return;
    const auto told = reinterpret_cast<uint64_t>(data);
    napi_value args[2], receiver;
    napi_create_uint32(env, static_cast<uint32_t>(told >> 32), &args[0]);
    napi_create_uint32(env, static_cast<uint32_t>(told), &args[1]);
    napi_get_undefined(env, &receiver);
    napi_call_function(env, receiver, callback, 2, args, nullptr);
  }

  static void Forget(void* bell) {
    const std::lock_guard<std::mutex> lock(mutex());
    all().erase(static_cast<uint32_t>(reinterpret_cast<uintptr_t>(bell)));
  }

  // Never destroyed: a thread that hangs in a step may ring while its process ends.
  static std::mutex& mutex() {
    static auto& mutex = *new std::mutex;
    return mutex;
  }
  static std::map<uint32_t, napi_threadsafe_function>& all() {
    static auto& all = *new std::map<uint32_t, napi_threadsafe_function>;
    return all;
  }
  static uint32_t& last() {
    static uint32_t last = 0;
    return last;
  }
};

// Where the results of one call go.
struct Delivery {
  // By output.
  std::vector<Bytes> places;
  std::vector<char> finite;
  // 0: nobody is told.
  uint32_t bell = 0;
  uint32_t call = 0;

  // @throws Failure where the place has another size
  void Put(size_t output, const TF_Tensor* tensor) {
    const Bytes& place = places[output];
    const size_t size = TF_TensorByteSize(tensor);
    if (size != place.size) {
      throw Failure{"an output has " + std::to_string(size) + " bytes, its place " + std::to_string(place.size)};
    }
    finite[output] = CopyFinite(place.data, TF_TensorData(tensor), size);
  }
};

class Deliver {
 public:
  Deliver(TF_OpKernelConstruction* construction, TF_Status* status)
      : outputs_(IntegersOf(construction, "outputs", status)) {
    if (TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrInt64(construction, "slice", &slice_, status);
  }

  void Compute(TF_OpKernelContext* context, TF_Status* status) const {
    Delivery* delivery = nullptr;
    for (int i = 0; i < TF_NumInputs(context); i++) {
      TF_Tensor* tensor = nullptr;
      TF_GetInput(context, i, &tensor, status);
      if (TF_GetCode(status) != TF_OK) return;
      try {
        if (i > 0) delivery->Put(outputs_[i - 1], tensor);
        else std::memcpy(&delivery, TF_TensorData(tensor), sizeof delivery);
      } catch (const Failure& failure) {
        TF_SetStatus(status, TF_INTERNAL, failure.message.c_str());
      }
      TF_DeleteTensor(tensor);
      if (TF_GetCode(status) != TF_OK) return;
    }
    if (delivery->bell != 0) Bells::Ring(delivery->bell, delivery->call, static_cast<uint32_t>(slice_));
  }

 private:
  std::vector<int64_t> outputs_;
  int64_t slice_ = 0;
};

inline const std::string& RegisterDeliver() {
  return RegisterOp<Deliver>({"LockstepDeliver",
                              {"N: int", "outputs: list(int)", "slice: int"},
                              {"delivery: int64", "results: N * float"},
                              {}, /*stateful=*/true});
}

}  // namespace lockstep
