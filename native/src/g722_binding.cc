#include "g722_binding.h"

#include "g722.h"
#include "views.h"

namespace {

constexpr int kBadArgument = -1;
constexpr int kBufferTooSmall = -2;

class G722Encoder : public Napi::ObjectWrap<G722Encoder> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "G722Encoder",
                       {InstanceMethod<&G722Encoder::Encode>("encode"), InstanceMethod<&G722Encoder::Reset>("reset")});
  }
  explicit G722Encoder(const Napi::CallbackInfo& info) : Napi::ObjectWrap<G722Encoder>(info) {}

 private:
  // encode(pcm: Int16Array at 16 kHz, even length, out: Uint8Array): octets written, or a negative code.
  Napi::Value Encode(const Napi::CallbackInfo& info) {
    const View pcm = ViewOf(info[0]);
    const View out = ViewOf(info[1]);
    int result = kBadArgument;
    if (pcm.IsInt16() && out.IsBytes() && pcm.length % 2 == 0) {
      result = out.length < pcm.length / 2 ? kBufferTooSmall : Run(pcm, out);
    }
    return Napi::Number::New(info.Env(), result);
  }

  int Run(const View& pcm, const View& out) {
    const size_t octets = pcm.length / 2;
    for (size_t i = 0; i < octets; i++) out.Bytes()[i] = codec_.Encode(pcm.Int16()[2 * i], pcm.Int16()[2 * i + 1]);
    return static_cast<int>(octets);
  }

  void Reset(const Napi::CallbackInfo&) { codec_.Reset(); }

  g722::Encoder codec_;
};

class G722Decoder : public Napi::ObjectWrap<G722Decoder> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "G722Decoder",
                       {InstanceMethod<&G722Decoder::Decode>("decode"), InstanceMethod<&G722Decoder::Reset>("reset")});
  }
  explicit G722Decoder(const Napi::CallbackInfo& info) : Napi::ObjectWrap<G722Decoder>(info) {}

 private:
  // decode(octets: Uint8Array, out: Int16Array, mode 1..3): samples written, or a negative code.
  Napi::Value Decode(const Napi::CallbackInfo& info) {
    const View octets = ViewOf(info[0]);
    const View out = ViewOf(info[1]);
    const int mode = IntOf(info[2], 1);
    int result = kBadArgument;
    if (octets.IsBytes() && out.IsInt16() && mode >= 1 && mode <= 3) {
      result = out.length / 2 < octets.length ? kBufferTooSmall : Run(octets, out, mode);
    }
    return Napi::Number::New(info.Env(), result);
  }

  int Run(const View& octets, const View& out, int mode) {
    for (size_t i = 0; i < octets.length; i++) codec_.Decode(octets.Bytes()[i], mode, out.Int16() + 2 * i);
    return static_cast<int>(2 * octets.length);
  }

  void Reset(const Napi::CallbackInfo&) { codec_.Reset(); }

  g722::Decoder codec_;
};

}  // namespace

void DefineG722(Napi::Env env, Napi::Object exports) {
  exports.Set("G722Encoder", G722Encoder::Define(env));
  exports.Set("G722Decoder", G722Decoder::Define(env));
}
