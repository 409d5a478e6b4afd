// The lines of a trace file, one JSON object each: an event, or the bytes of a value before the
// first event of the file that names it.
//
//   {"kind":"value","digest":"…","text":"blue"}
//   {"kind":"value","digest":"…","hex":"00ff"}      where the bytes are not printable UTF-8
//   {"time":1,"wall":0,"node":{"role":"acceptor","number":1},"kind":"receive",
//    "cause":…,"peer":…,"detail":…}                 on one line
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <variant>

#include "net/trace/event.hpp"
#include "net/trace/json.hpp"

namespace net::trace {

/// Something about a trace that its user must know: a file that cannot be read or is damaged, a
/// ballot that nobody used. The message is one line.
struct TraceError : std::runtime_error {
  using runtime_error::runtime_error;
};

struct NamedValue {
  std::string digest;
  paxos::Value value;
};

using Line = std::variant<NamedValue, Event>;

/// Both end in a newline.
std::string line_of(const NamedValue& named);
std::string line_of(const Event& event);

/// The extent of a trace file.
struct Extent {
  std::uintmax_t complete = 0;  ///< bytes in complete lines
  bool torn = false;            ///< whether there is more: a line that has no end
};

/// Calls `visit` with each complete line of a trace, in order. A process that was killed may leave
/// an incomplete last line, which is not visited. Throws TraceError, naming the file and the line,
/// if a complete line is damaged, or if the file is no trace.
Extent for_each_line(const std::filesystem::path& file,
                     const std::function<void(std::size_t number, Line line)>& visit);

/// What a line that contradicts an earlier one, or its file, is reported as.
TraceError damaged(const std::filesystem::path& file, std::size_t number, const std::string& why);

}  // namespace net::trace
