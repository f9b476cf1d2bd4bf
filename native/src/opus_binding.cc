#include "opus_binding.h"

#include <memory>

#include <opus.h>

#include "views.h"

namespace {

// RFC 6716 3.2: a packet lasts at most 120 ms.
constexpr int kLongestPacketMs = 120;

// libopus reads the arguments of a ctl through varargs: only requests that take one opus_int32 are let through.
bool IsEncoderSetting(int request) {
  switch (request) {
    case OPUS_SET_BITRATE_REQUEST:
    case OPUS_SET_COMPLEXITY_REQUEST:
    case OPUS_SET_INBAND_FEC_REQUEST:
    case OPUS_SET_PACKET_LOSS_PERC_REQUEST:
    case OPUS_SET_DTX_REQUEST:
    case OPUS_SET_VBR_REQUEST:
    case OPUS_SET_VBR_CONSTRAINT_REQUEST:
    case OPUS_SET_MAX_BANDWIDTH_REQUEST:
    case OPUS_SET_BANDWIDTH_REQUEST:
    case OPUS_SET_SIGNAL_REQUEST:
      return true;
    default:
      return false;
  }
}

bool IsEncoderFact(int request) {
  switch (request) {
    case OPUS_GET_BITRATE_REQUEST:
    case OPUS_GET_COMPLEXITY_REQUEST:
    case OPUS_GET_INBAND_FEC_REQUEST:
    case OPUS_GET_PACKET_LOSS_PERC_REQUEST:
    case OPUS_GET_DTX_REQUEST:
    case OPUS_GET_IN_DTX_REQUEST:
    case OPUS_GET_VBR_REQUEST:
    case OPUS_GET_VBR_CONSTRAINT_REQUEST:
    case OPUS_GET_MAX_BANDWIDTH_REQUEST:
    case OPUS_GET_BANDWIDTH_REQUEST:
    case OPUS_GET_SIGNAL_REQUEST:
    case OPUS_GET_LOOKAHEAD_REQUEST:
      return true;
    default:
      return false;
  }
}

bool IsDecoderFact(int request) {
  switch (request) {
    case OPUS_GET_LAST_PACKET_DURATION_REQUEST:
    case OPUS_GET_BANDWIDTH_REQUEST:
    case OPUS_GET_PITCH_REQUEST:
      return true;
    default:
      return false;
  }
}

// What libopus names differently for its two states.
struct EncoderState {
  using Raw = ::OpusEncoder;
  static constexpr auto IsFact = IsEncoderFact;
  static void Destroy(Raw* raw) { opus_encoder_destroy(raw); }
  static int Get(Raw* raw, int request, opus_int32* value) { return opus_encoder_ctl(raw, request, value); }
  static int Reset(Raw* raw) { return opus_encoder_ctl(raw, OPUS_RESET_STATE); }
};
struct DecoderState {
  using Raw = ::OpusDecoder;
  static constexpr auto IsFact = IsDecoderFact;
  static void Destroy(Raw* raw) { opus_decoder_destroy(raw); }
  static int Get(Raw* raw, int request, opus_int32* value) { return opus_decoder_ctl(raw, request, value); }
  static int Reset(Raw* raw) { return opus_decoder_ctl(raw, OPUS_RESET_STATE); }
};

// One libopus state and what both directions do with it. Methods answer counts, or libopus' negative codes; native/ turns
// those into errors. A state that was freed or never made answers OPUS_INVALID_STATE.
template <class Self, class State>
class Codec : public Napi::ObjectWrap<Self> {
 public:
  explicit Codec(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Self>(info) {}
  void Finalize(Napi::Env env) override { Drop(env); }

  // The value, or undefined where there is none.
  Napi::Value Get(const Napi::CallbackInfo& info) {
    const int request = IntOf(info[0], 0);
    opus_int32 value = 0;
    if (!state_ || !State::IsFact(request) || State::Get(state_.get(), request, &value) != OPUS_OK) {
      return info.Env().Undefined();
    }
    return Napi::Number::New(info.Env(), value);
  }

  void Reset(const Napi::CallbackInfo&) {
    if (state_) State::Reset(state_.get());
  }

  void Free(const Napi::CallbackInfo& info) { Drop(info.Env()); }
  Napi::Value Status(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), status_); }

 protected:
  using Raw = typename State::Raw;
  struct Destroy {
    void operator()(Raw* raw) const { State::Destroy(raw); }
  };

  // The garbage collector is told of the memory, which it does not see.
  void Hold(Napi::Env env, Raw* raw, int64_t octets) {
    state_.reset(raw);
    if (raw != nullptr) held_ = octets;
    Napi::MemoryManagement::AdjustExternalMemory(env, held_);
  }

  std::unique_ptr<Raw, Destroy> state_;
  int channels_ = 1;
  int status_ = OPUS_OK;

 private:
  void Drop(Napi::Env env) {
    if (!state_) return;
    state_.reset();
    Napi::MemoryManagement::AdjustExternalMemory(env, -held_);
  }

  int64_t held_ = 0;
};

class Encoder : public Codec<Encoder, EncoderState> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "OpusEncoder",
                       {InstanceMethod("encode", &Encoder::Encode), InstanceMethod("set", &Encoder::Set),
                        InstanceMethod("get", &Encoder::Get), InstanceMethod("reset", &Encoder::Reset),
                        InstanceMethod("free", &Encoder::Free), InstanceAccessor("status", &Encoder::Status, nullptr)});
  }

  // new OpusEncoder(sampleRate, channels, application); look at `status` before use.
  explicit Encoder(const Napi::CallbackInfo& info) : Codec(info) {
    channels_ = IntOf(info[1], 0);
    Hold(info.Env(), opus_encoder_create(IntOf(info[0], 0), channels_, IntOf(info[2], 0), &status_), opus_encoder_get_size(channels_));
  }

 private:
  // encode(pcm: Float32Array | Int16Array, interleaved, out: Uint8Array): octets written.
  Napi::Value Encode(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), Run(ViewOf(info[0]), ViewOf(info[1])));
  }

  int Run(const View& pcm, const View& out) {
    if (!state_) return OPUS_INVALID_STATE;
    if (!out.IsBytes() || pcm.length % channels_ != 0 || pcm.length > 1 << 20 || out.length > 1 << 20) return OPUS_BAD_ARG;
    const int frames = static_cast<int>(pcm.length / channels_);
    const int room = static_cast<int>(out.length);
    if (pcm.IsFloat32()) return opus_encode_float(state_.get(), pcm.Float32(), frames, out.Bytes(), room);
    if (pcm.IsInt16()) return opus_encode(state_.get(), pcm.Int16(), frames, out.Bytes(), room);
    return OPUS_BAD_ARG;
  }

  Napi::Value Set(const Napi::CallbackInfo& info) {
    const int request = IntOf(info[0], 0);
    int result = OPUS_UNIMPLEMENTED;
    if (!state_) {
      result = OPUS_INVALID_STATE;
    } else if (IsEncoderSetting(request)) {
      result = opus_encoder_ctl(state_.get(), request, static_cast<opus_int32>(IntOf(info[1], 0)));
    }
    return Napi::Number::New(info.Env(), result);
  }
};

class Decoder : public Codec<Decoder, DecoderState> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "OpusDecoder",
                       {InstanceMethod("decode", &Decoder::Decode), InstanceMethod("get", &Decoder::Get),
                        InstanceMethod("reset", &Decoder::Reset), InstanceMethod("free", &Decoder::Free),
                        InstanceAccessor("status", &Decoder::Status, nullptr)});
  }

  // new OpusDecoder(sampleRate, channels); look at `status` before use.
  explicit Decoder(const Napi::CallbackInfo& info) : Codec(info) {
    sampleRate_ = IntOf(info[0], 0);
    channels_ = IntOf(info[1], 0);
    Hold(info.Env(), opus_decoder_create(sampleRate_, channels_, &status_), opus_decoder_get_size(channels_));
  }

 private:
  // decode(packet: Uint8Array | null, out: Float32Array | Int16Array, samples, fec): samples a channel written.
  // A null packet conceals `samples`; with fec, `packet` is the one after the missing one.
  Napi::Value Decode(const Napi::CallbackInfo& info) {
    const bool missing = info[0].IsNull();
    const View packet = ViewOf(info[0]);
    const int samples = IntOf(info[2], 0);
    const bool fec = info[3].IsBoolean() && info[3].As<Napi::Boolean>().Value();
    // libopus takes an empty packet for a lost one; what came empty off the network is damaged, not lost.
    const int result = !missing && !packet.IsBytes() ? OPUS_INVALID_PACKET : Run(packet, ViewOf(info[1]), samples, fec);
    return Napi::Number::New(info.Env(), result);
  }

  int Run(const View& packet, const View& out, int samples, bool fec) {
    if (!state_) return OPUS_INVALID_STATE;
    if (packet.length > 1 << 20 || samples <= 0 || samples > sampleRate_ / 1000 * kLongestPacketMs) return OPUS_BAD_ARG;
    if (out.length / channels_ < static_cast<size_t>(samples)) return OPUS_BUFFER_TOO_SMALL;
    const int length = packet.data ? static_cast<int>(packet.length) : 0;
    if (out.IsFloat32()) {
      return opus_decode_float(state_.get(), packet.Bytes(), length, out.Float32(), samples, fec);
    }
    if (out.IsInt16()) return opus_decode(state_.get(), packet.Bytes(), length, out.Int16(), samples, fec);
    return OPUS_BAD_ARG;
  }

  int sampleRate_ = 0;
};

// opusPacketInfo(packet, sampleRate, out: Int32Array of 5): 0 and [samples, frames, channels, bandwidth, hasFec],
// or a negative code.
Napi::Value PacketInfo(const Napi::CallbackInfo& info) {
  const View packet = ViewOf(info[0]);
  const int sampleRate = IntOf(info[1], 0);
  const View out = ViewOf(info[2]);
  const auto answer = [&](int code) -> Napi::Value { return Napi::Number::New(info.Env(), code); };
  if (!packet.IsBytes() || packet.length > 1 << 20) return answer(OPUS_INVALID_PACKET);
  if (!out.Is(napi_int32_array) || out.length < 5 || sampleRate < 8000 || sampleRate > 48000) return answer(OPUS_BAD_ARG);

  const int length = static_cast<int>(packet.length);
  // The count alone trusts the first octets; parsing proves that the frames' lengths fit the packet.
  unsigned char toc = 0;
  const unsigned char* frames[48];
  opus_int16 sizes[48];
  int payloadOffset = 0;
  const int frameCount = opus_packet_parse(packet.Bytes(), length, &toc, frames, sizes, &payloadOffset);
  if (frameCount < 0) return answer(frameCount);
  const int samples = opus_packet_get_nb_samples(packet.Bytes(), length, sampleRate);
  if (samples < 0) return answer(samples);

  auto* facts = static_cast<int32_t*>(out.data);
  facts[0] = samples;
  facts[1] = frameCount;
  facts[2] = opus_packet_get_nb_channels(packet.Bytes());
  facts[3] = opus_packet_get_bandwidth(packet.Bytes());
  facts[4] = sizes[0] > 0 && opus_packet_has_lbrr(packet.Bytes(), length) > 0 ? 1 : 0;
  return answer(OPUS_OK);
}

}  // namespace

void DefineOpus(Napi::Env env, Napi::Object exports) {
  exports.Set("OpusEncoder", Encoder::Define(env));
  exports.Set("OpusDecoder", Decoder::Define(env));
  exports.Set("opusPacketInfo", Napi::Function::New(env, PacketInfo, "opusPacketInfo"));
  exports.Set("opusVersion", Napi::String::New(env, opus_get_version_string()));
}
