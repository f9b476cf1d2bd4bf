#include "fir_binding.h"

#include <cstring>

#include "views.h"

namespace {

constexpr size_t kLanes = 4;

#if defined(__GNUC__)
typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float))));

Lanes Load(const float* from) {
  Lanes lanes;
  std::memcpy(&lanes, from, sizeof(lanes));
  return lanes;
}
#else
struct Lanes {
  float at[kLanes];
  float operator[](size_t i) const { return at[i]; }
  Lanes operator*(const Lanes& other) const {
    return {{at[0] * other.at[0], at[1] * other.at[1], at[2] * other.at[2], at[3] * other.at[3]}};
  }
  void operator+=(const Lanes& other) {
    for (size_t i = 0; i < kLanes; i++) at[i] += other.at[i];
  }
};

Lanes Load(const float* from) { return {{from[0], from[1], from[2], from[3]}}; }
#endif

// Sum of products. Two sums of four lanes at once: one would wait for itself at each step.
float Dot(const float* taps, const float* samples, size_t length) {
  Lanes one = {};
  Lanes other = {};
  size_t k = 0;
  for (; k + 2 * kLanes <= length; k += 2 * kLanes) {
    one += Load(taps + k) * Load(samples + k);
    other += Load(taps + k + kLanes) * Load(samples + k + kLanes);
  }
  one += other;
  float sum = (one[0] + one[1]) + (one[2] + one[3]);
  for (; k < length; k++) sum += taps[k] * samples[k];
  return sum;
}

// firFilter(taps: Float32Array, phases, samples: Float32Array, from, step, out: Float32Array): out[n * phases + p] is the sum of
// products of the taps of phase p with the samples from `from + n * step` on. 0, or -1 where the arguments do not fit each other.
Napi::Value FirFilter(const Napi::CallbackInfo& info) {
  const auto answer = [&](int code) -> Napi::Value { return Napi::Number::New(info.Env(), code); };
  const View taps = ViewOf(info[0]);
  const View samples = ViewOf(info[2]);
  const View out = ViewOf(info[5]);
  const int phases = IntOf(info[1], 0);
  const int from = IntOf(info[3], -1);
  const int step = IntOf(info[4], 0);
  if (!taps.IsFloat32() || !samples.IsFloat32() || !out.IsFloat32() || phases <= 0 || step <= 0 || from < 0) return answer(-1);
  if (taps.length % phases != 0 || out.length % phases != 0 || out.length > 1 << 24) return answer(-1);
  const size_t length = taps.length / phases;
  const size_t count = out.length / phases;
  const size_t last = static_cast<size_t>(from) + (count - 1) * static_cast<size_t>(step);
  if (last + length > samples.length) return answer(-1);
  float* to = out.Float32();
  for (size_t n = 0; n < count; n++) {
    const float* at = samples.Float32() + from + n * step;
    for (int p = 0; p < phases; p++) *to++ = Dot(taps.Float32() + p * length, at, length);
  }
  return answer(0);
}

}  // namespace

void DefineFir(Napi::Env env, Napi::Object exports) {
  exports.Set("firFilter", Napi::Function::New(env, FirFilter, "firFilter"));
}
