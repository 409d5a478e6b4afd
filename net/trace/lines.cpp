#include "net/trace/lines.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include <boost/algorithm/hex.hpp>
#include <boost/locale/utf.hpp>

namespace net::trace {
namespace {

/// Whether the bytes are UTF-8 without control characters, so that a human reads them as they are.
bool printable(std::string_view bytes) {
  using Utf8 = boost::locale::utf::utf_traits<char>;
  const char* next = bytes.data();
  const char* const end = next + bytes.size();
  while (next != end) {
    const auto point = Utf8::decode(next, end);
    if (!boost::locale::utf::is_valid_codepoint(point)) return false;
    if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  }
  return true;
}

std::string from_hex(const std::string& digits) {
  std::string bytes;
  try {
    boost::algorithm::unhex(digits, std::back_inserter(bytes));
  } catch (const boost::algorithm::hex_decode_error&) {
    throw JsonError("in \"hex\": no pairs of hexadecimal digits");
  }
  return bytes;
}

NamedValue named_value(const boost::json::object& object) {
  const auto string = [&object](const char* name) -> std::optional<std::string> {
    const auto* member = object.if_contains(name);
    if (!member) return std::nullopt;
    return from_json<std::string>(*member, {});
  };
  const auto digest = string("digest");
  const auto text = string("text");
  const auto hex = string("hex");
  if (!digest || text.has_value() == hex.has_value() || object.size() != 3) {
    throw JsonError("a value has a digest, and either text or hex");
  }
  NamedValue named{*digest, paxos::Value(text ? *text : from_hex(*hex))};
  if (digest_of(named.value) != named.digest) throw JsonError("the bytes have another digest");
  return named;
}

Line parse(std::string_view text) {
  boost::json::error_code error;
  const auto json = boost::json::parse({text.data(), text.size()}, error);
  if (error) throw JsonError("no JSON (" + error.message() + ")");
  const auto* object = json.if_object();
  const auto* kind = object ? object->if_contains("kind") : nullptr;
  if (kind && *kind == "value") return named_value(*object);
  return from_json<Event>(json, {});
}

}  // namespace

std::string line_of(const NamedValue& named) {
  boost::json::object object{{"kind", "value"}, {"digest", named.digest}};
  const std::string_view bytes = named.value.bytes();
  if (printable(bytes)) {
    object["text"] = boost::json::string_view(bytes.data(), bytes.size());
  } else {
    std::string digits;
    boost::algorithm::hex_lower(bytes.begin(), bytes.end(), std::back_inserter(digits));
    object["hex"] = digits;
  }
  return boost::json::serialize(object) + '\n';
}

std::string line_of(const Event& event) {
  ValueNames none;  // The detail names its values already.
  return boost::json::serialize(to_json(event, none)) + '\n';
}

TraceError damaged(const std::filesystem::path& file, std::size_t number, const std::string& why) {
  return TraceError(file.string() + ": line " + std::to_string(number) +
                    " is damaged, or this is no trace: " + why);
}

Extent for_each_line(const std::filesystem::path& file,
                     const std::function<void(std::size_t number, Line line)>& visit) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw TraceError(file.string() + ": " + std::strerror(errno));
  Extent extent;
  std::string text;
  for (std::size_t number = 1; std::getline(in, text); ++number) {
    extent.torn = in.eof();
    if (extent.torn) {
      if (!text.starts_with('{')) throw damaged(file, number, "no JSON object");
      break;
    }
    try {
      visit(number, parse(text));
    } catch (const JsonError& error) {
      throw damaged(file, number, error.what());
    }
    extent.complete += text.size() + 1;
  }
  if (in.bad()) throw TraceError(file.string() + ": " + std::strerror(errno));
  return extent;
}

}  // namespace net::trace
