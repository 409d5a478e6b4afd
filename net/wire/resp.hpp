// The clients' protocol: RESP2 requests and inline commands in, RESP2 replies out, so that
// redis-cli and nc can talk to every role.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace net::wire {

/// Bytes that are neither RESP2 nor an inline command. The connection cannot go on.
struct ProtocolError : std::runtime_error {
  using runtime_error::runtime_error;
};

struct Request {
  std::vector<std::string> words;
  /// It was over the limit; its words were not kept.
  bool too_large = false;
};

/// Takes requests off a stream of bytes as it arrives. What it holds is bounded by its limit and by
/// what has come: it never allocates what a header announces.
class RequestParser {
 public:
  static constexpr std::size_t max_line = 64 * 1024;
  static constexpr std::int64_t max_words = 1024;
  static constexpr std::int64_t max_announced = std::int64_t{512} << 20;

  /// `limit` is the largest request, in bytes, over all of its words.
  explicit RequestParser(std::size_t limit) : limit_(limit) {}

  void feed(std::string_view bytes) { buffer_.append(bytes); }
  /// The next request that has come in full. Throws ProtocolError.
  [[nodiscard]] std::optional<Request> next();

 private:
  [[nodiscard]] std::optional<std::string> take_line();
  [[nodiscard]] std::optional<Request> inline_request(std::string_view line) const;
  [[nodiscard]] bool take_word();
  void drop(std::size_t count);

  std::size_t limit_;
  std::string buffer_;
  std::size_t begin_ = 0;                 // of what is not yet taken
  Request request_;                       // under way
  std::int64_t words_left_ = 0;           // of the request under way
  std::optional<std::size_t> word_size_;  // announced for the next word
  std::size_t stored_ = 0;                // bytes in the words of the request under way
  std::size_t skip_ = 0;                  // bytes still to come of a word that is not kept
};

/// Splits an inline command into words: separated by blanks, or in quotes, where "..." knows the
/// escapes \n \r \t \\ \" \xNN. Throws ProtocolError if a quote does not end.
std::vector<std::string> split_words(std::string_view line);

/// One reply, ready to send. Copies share its bytes.
class Reply {
 public:
  [[nodiscard]] static Reply ok();
  [[nodiscard]] static Reply simple(std::string_view text);
  /// `text` starts with a code in capitals: ERR, or one that a program may look for.
  [[nodiscard]] static Reply error(std::string_view text);
  [[nodiscard]] static Reply bulk(std::string_view bytes);
  [[nodiscard]] static Reply nil();
  [[nodiscard]] static Reply integer(std::int64_t number);
  /// A flat array of bulk strings.
  [[nodiscard]] static Reply array(const std::vector<std::string>& elements);
  /// The same, where some may be nil.
  [[nodiscard]] static Reply bulks(const std::vector<std::optional<std::string>>& elements);

  [[nodiscard]] const std::string& bytes() const { return *bytes_; }

 private:
  explicit Reply(std::string bytes)
      : bytes_(std::make_shared<const std::string>(std::move(bytes))) {}

  std::shared_ptr<const std::string> bytes_;
};

}  // namespace net::wire
