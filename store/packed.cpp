#include "store/packed.h"

#include <lz4frame.h>

#include <memory>

#include "report/check.h"

namespace vigie::store {
namespace {

constexpr std::string_view frame_begin = "\x04\x22\x4d\x18";
constexpr std::size_t short_text = 256;  ///< Less is hardly made shorter.

struct FreeContext {
  void operator()(LZ4F_dctx* context) const { LZ4F_freeDecompressionContext(context); }
};
using Context = std::unique_ptr<LZ4F_dctx, FreeContext>;

Context new_context() {
  LZ4F_dctx* context = nullptr;
  VIGIE_EXPECT(LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) == 0U);
  return Context(context);
}

LZ4F_preferences_t preferences(std::size_t bytes) {
  LZ4F_preferences_t how{};
  how.frameInfo.contentSize = bytes;
  how.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
  how.frameInfo.blockSizeID = LZ4F_max4MB;  // LZ4 takes the smallest that holds the text.
  return how;
}

/// How long the text is, and the frame without its header; nullopt when it has none.
struct Opened {
  std::size_t text_bytes;
  std::string_view rest;
};

std::optional<Opened> open(LZ4F_dctx* context, std::string_view frame) {
  LZ4F_frameInfo_t info{};
  std::size_t read = frame.size();
  if (LZ4F_isError(LZ4F_getFrameInfo(context, &info, frame.data(), &read)) != 0U) {
    return std::nullopt;
  }
  return Opened{.text_bytes = info.contentSize, .rest = frame.substr(read)};
}

}  // namespace

std::string pack(std::string_view text) {
  if (text.size() < short_text && !text.starts_with(frame_begin)) return std::string(text);
  const LZ4F_preferences_t how = preferences(text.size());
  std::string frame(LZ4F_compressFrameBound(text.size(), &how), '\0');
  const std::size_t bytes =
      LZ4F_compressFrame(frame.data(), frame.size(), text.data(), text.size(), &how);
  VIGIE_EXPECT(LZ4F_isError(bytes) == 0U);
  frame.resize(bytes);
  return frame;
}

std::optional<std::string> unpack(std::string_view bytes, std::size_t most) {
  if (!bytes.starts_with(frame_begin)) {
    return bytes.size() <= most ? std::optional<std::string>(bytes) : std::nullopt;
  }
  const Context context = new_context();
  const auto opened = open(context.get(), bytes);
  if (!opened || opened->text_bytes == 0 || opened->text_bytes > most) return std::nullopt;
  std::string text(opened->text_bytes, '\0');
  std::size_t written = text.size();
  std::size_t read = opened->rest.size();
  LZ4F_decompressOptions_t in_place{};
  in_place.stableDst = 1;
  const std::size_t missing =
      LZ4F_decompress(context.get(), text.data(), &written, opened->rest.data(), &read, &in_place);
  const bool whole = missing == 0 && written == text.size() && read == opened->rest.size();
  return whole ? std::optional(std::move(text)) : std::nullopt;
}

std::string kept_text(std::string_view bytes) {
  auto text = unpack(bytes);
  return text ? *std::move(text) : std::string(bytes);
}

}  // namespace vigie::store
