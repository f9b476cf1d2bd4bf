#ifndef SIDETONE_OPUS_BINDING_H
#define SIDETONE_OPUS_BINDING_H

#include <napi.h>

// Adds OpusEncoder, OpusDecoder, opusPacketInfo and opusVersion to the exports.
void DefineOpus(Napi::Env env, Napi::Object exports);

#endif
