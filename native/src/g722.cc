#include "g722.h"

namespace g722 {
namespace {

int Clamp(int value, int low, int high) { return value < low ? low : value > high ? high : value; }
int Saturate(int value) { return Clamp(value, -32768, 32767); }
int Multiply(int a, int b) { return (a * b) >> 15; }
// The two bands are carried with 15 bits (G.722 5.2.1, blocks LIMIT).
int Limit15(int value) { return Clamp(value, -16384, 16383); }

// G.722 table 11: the coefficients of the quadrature mirror filters; symmetric, so the first half says all.
constexpr std::array<int, kPhaseTaps> kQmf = {3, -11, -11, 53, 12, -156, 32, 362, -210, -805, 951, 3876};

// G.722 table 14: decision levels of the lower band's quantizer.
constexpr std::array<int, 30> kDecisionLow = {
    0,   35,  72,  110, 150,  190,  233,  276,  323,  370,  422,  473,  530,  587,  650,
    714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458, 1612, 1765, 1980, 2195, 2557, 2919};
constexpr int kDecisionHigh = 564;

// G.722 tables 17 to 19: inverse quantizers of 6, 5 and 4 bits for the lower band, 2 bits for the higher.
constexpr std::array<int, 64> kInverse6 = {
    -136,   -136,   -136,   -136,   -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
    -9360,  -8576,  -7856,  -7192,  -6576,  -6000,  -5456,  -4944,  -4464,  -4008,  -3576,  -3168,  -2776,
    -2400,  -2032,  -1688,  -1360,  -1040,  -728,   24808,  21904,  19008,  16704,  14984,  13512,  12280,
    11192,  10232,  9360,   8576,   7856,   7192,   6576,   6000,   5456,   4944,   4464,   4008,   3576,
    3168,   2776,   2400,   2032,   1688,   1360,   1040,   728,    432,    136,    -432,   -136};
constexpr std::array<int, 32> kInverse5 = {
    -280,  -280,  -23352, -17560, -14120, -11664, -9752, -8184, -6864, -5712, -4696,
    -3784, -2960, -2208,  -1520,  -880,   23352,  17560, 14120, 11664, 9752,  8184,
    6864,  5712,  4696,   3784,   2960,   2208,   1520,  880,   280,   -280};
constexpr std::array<int, 16> kInverse4 = {0,     -20456, -12896, -8968, -6288, -4240, -2584, -1200,
                                           20456, 12896,  8968,   6288,  4240,  2584,  1200,  0};
constexpr std::array<int, 4> kInverse2 = {-7408, -1616, 7408, 1616};

// G.722 tables 20, 21: what each code adds to the logarithmic scale factor.
constexpr std::array<int, 16> kScaleStepLow = {-60, 3042, 1198, 538, 334, 172, 58,  -30,
                                               3042, 1198, 538, 334, 172, 58,  -30, -60};
constexpr std::array<int, 4> kScaleStepHigh = {798, -214, 798, -214};
constexpr int kScaleCeilingLow = 18432;
constexpr int kScaleCeilingHigh = 22528;
constexpr int kExponentLow = 8;
constexpr int kExponentHigh = 10;

// G.722 table 22: 2048 * 2^(i/32), the mantissa of the inverse logarithm.
constexpr std::array<int, 32> kAntilog = {
    2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
    2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008};

// Magnitude as the quantizers compare it: minus one stands with zero (block QUANTL).
int Magnitude(int error) { return error >= 0 ? error : -(error + 1); }
bool SameSign(int a, int b) { return (a < 0) == (b < 0); }

void Push(std::array<int, kPhaseTaps>& history, int value) {
  for (int i = kPhaseTaps - 1; i > 0; i--) history[i] = history[i - 1];
  history[0] = value;
}

// One phase of the filter over a history whose newest sample comes first.
int FilterPhase(const std::array<int, kPhaseTaps>& history, int phase) {
  int sum = 0;
  for (int i = 0; i < kPhaseTaps; i++) {
    const int tap = 2 * i + phase;
    sum += history[i] * kQmf[tap < kPhaseTaps ? tap : 2 * kPhaseTaps - 1 - tap];
  }
  return sum;
}

}  // namespace

void Band::AdaptScale(int increment, int ceiling, int exponentBase) {
  nb_ = Clamp(((nb_ * 127) >> 7) + increment, 0, ceiling);
  const int shift = exponentBase - (nb_ >> 11);
  const int mantissa = kAntilog[(nb_ >> 6) & 31];
  det_ = (shift < 0 ? mantissa << -shift : mantissa >> shift) * 4;
}

void Band::Predict(int difference) {
  d_[0] = difference;
  r_[0] = Saturate(s_ + difference);   // RECONS
  p_[0] = Saturate(sz_ + difference);  // PARREC

  // UPPOL2, UPPOL1: the pole coefficients, held inside the triangle of stability.
  int turn = Saturate(a_[1] * 4);
  if (SameSign(p_[0], p_[1])) turn = Saturate(-turn);
  const int towards = SameSign(p_[0], p_[2]) ? 128 : -128;
  const int a2 = Clamp(towards + (turn >> 7) + Multiply(a_[2], 32512), -12288, 12288);
  const int bound = 15360 - a2;
  const int a1 = Clamp(Saturate((SameSign(p_[0], p_[1]) ? 192 : -192) + Multiply(a_[1], 32640)), -bound, bound);
  a_[1] = a1;
  a_[2] = a2;

  // UPZERO and FILTEZ in one pass from the oldest, moving the delay line on (DELAYA).
  const int step = difference == 0 ? 0 : 128;
  sz_ = 0;
  for (int i = 6; i > 0; i--) {
    b_[i] = Saturate((SameSign(d_[i], d_[0]) ? step : -step) + Multiply(b_[i], 32640));
    d_[i] = d_[i - 1];
    sz_ = Saturate(sz_ + Multiply(Saturate(2 * d_[i]), b_[i]));
  }

  r_[2] = r_[1];
  r_[1] = r_[0];
  p_[2] = p_[1];
  p_[1] = p_[0];

  // FILTEP, PREDIC
  const int sp = Saturate(Multiply(Saturate(2 * r_[1]), a_[1]) + Multiply(Saturate(2 * r_[2]), a_[2]));
  s_ = Saturate(sp + sz_);
}

void Encoder::Reset() { *this = Encoder(); }

uint8_t Encoder::Encode(int16_t first, int16_t second) {
  Push(odds_, first);
  Push(evens_, second);
  // The odd and even taps, added for the lower band and subtracted for the higher.
  const int even = FilterPhase(evens_, 0);
  const int odd = FilterPhase(odds_, 1);
  const int low = Limit15((even + odd) >> 14);
  const int high = Limit15((even - odd) >> 14);
  return static_cast<uint8_t>(EncodeHigh(high) << 6 | EncodeLow(low));
}

uint8_t Encoder::EncodeLow(int x) {
  const int error = Saturate(x - low_.Prediction());
  const int magnitude = Magnitude(error);
  int level = 1;
  while (level < 30 && magnitude >= (kDecisionLow[level] * low_.Det()) >> 12) level++;
  // G.722 tables 15, 16: codes fall from the smallest magnitude; the two smallest negative ones stand apart.
  const int code = error >= 0 ? 62 - level : level <= 2 ? 64 - level : 34 - level;
  const int coarse = code >> 2;
  const int difference = Multiply(low_.Det(), kInverse4[coarse]);
  low_.AdaptScale(kScaleStepLow[coarse], kScaleCeilingLow, kExponentLow);
  low_.Predict(difference);
  return static_cast<uint8_t>(code);
}

uint8_t Encoder::EncodeHigh(int x) {
  const int error = Saturate(x - high_.Prediction());
  const bool outer = Magnitude(error) >= (kDecisionHigh * high_.Det()) >> 12;
  const int code = (error >= 0 ? 2 : 0) + (outer ? 0 : 1);
  const int difference = Multiply(high_.Det(), kInverse2[code]);
  high_.AdaptScale(kScaleStepHigh[code], kScaleCeilingHigh, kExponentHigh);
  high_.Predict(difference);
  return static_cast<uint8_t>(code);
}

void Decoder::Reset() { *this = Decoder(); }

void Decoder::Decode(uint8_t code, int mode, int16_t out[2]) {
  const int low = DecodeLow(code & 63, mode);
  const int high = DecodeHigh(code >> 6);
  Push(differences_, Saturate(low - high));
  Push(sums_, Saturate(low + high));
  out[0] = static_cast<int16_t>(Saturate(FilterPhase(differences_, 0) >> 11));
  out[1] = static_cast<int16_t>(Saturate(FilterPhase(sums_, 1) >> 11));
}

int Decoder::DecodeLow(int code, int mode) {
  const int level = mode == 1 ? kInverse6[code] : mode == 2 ? kInverse5[code >> 1] : kInverse4[code >> 2];
  const int rebuilt = Limit15(Saturate(low_.Prediction() + Multiply(low_.Det(), level)));
  // The predictor always runs on the 4 coarse bits, so that all three modes stay in step with the encoder.
  const int coarse = code >> 2;
  const int difference = Multiply(low_.Det(), kInverse4[coarse]);
  low_.AdaptScale(kScaleStepLow[coarse], kScaleCeilingLow, kExponentLow);
  low_.Predict(difference);
  return rebuilt;
}

int Decoder::DecodeHigh(int code) {
  const int difference = Multiply(high_.Det(), kInverse2[code]);
  const int rebuilt = Limit15(Saturate(high_.Prediction() + difference));
  high_.AdaptScale(kScaleStepHigh[code], kScaleCeilingHigh, kExponentHigh);
  high_.Predict(difference);
  return rebuilt;
}

}  // namespace g722
