// ITU-T G.722: 7 kHz audio at 64 kbit/s by sub-band ADPCM. No dependency but the C++ library.
#ifndef SIDETONE_G722_H
#define SIDETONE_G722_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace g722 {

// The 24-tap quadrature mirror filter keeps one history for each phase.
constexpr int kPhaseTaps = 12;

// One sub-band's adaptive predictor and scale factor; names follow G.722 table 3 without the L/H.
class Band {
 public:
  explicit Band(int initialDet) : det_(initialDet), initialDet_(initialDet) {}
  void Reset() { *this = Band(initialDet_); }

  int Prediction() const { return s_; }
  int Det() const { return det_; }

  // Blocks 3L, 3H: the logarithmic scale factor and from it the next quantizer step.
  void AdaptScale(int increment, int ceiling, int exponentBase);
  // Blocks 4L, 4H: takes the quantized difference and predicts the next sample.
  void Predict(int difference);

 private:
  int s_ = 0;
  int sz_ = 0;
  int nb_ = 0;
  int det_;
  int initialDet_;
  std::array<int, 3> a_{};  // pole coefficients, 1 and 2
  std::array<int, 7> b_{};  // zero coefficients, 1 to 6
  std::array<int, 3> p_{};  // partially reconstructed signal
  std::array<int, 3> r_{};  // reconstructed signal
  std::array<int, 7> d_{};  // quantized difference
};

class Encoder {
 public:
  void Reset();
  // Two samples at 16 kHz become one octet (mode 1, 64 kbit/s).
  uint8_t Encode(int16_t first, int16_t second);

 private:
  uint8_t EncodeLow(int x);
  uint8_t EncodeHigh(int x);

  Band low_{32};
  Band high_{8};
  std::array<int, kPhaseTaps> evens_{};
  std::array<int, kPhaseTaps> odds_{};
};

class Decoder {
 public:
  void Reset();
  // One octet becomes two samples at 16 kHz. Mode 1, 2, 3 uses 6, 5, 4 bits of the lower band.
  void Decode(uint8_t code, int mode, int16_t out[2]);

 private:
  int DecodeLow(int code, int mode);
  int DecodeHigh(int code);

  Band low_{32};
  Band high_{8};
  std::array<int, kPhaseTaps> sums_{};
  std::array<int, kPhaseTaps> differences_{};
};

}  // namespace g722

#endif
