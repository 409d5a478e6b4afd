#include "net/wire/resp.hpp"

#include <algorithm>
#include <charconv>

#include <boost/algorithm/string/predicate.hpp>

namespace net::wire {
namespace {

constexpr std::string_view end_of_line = "\r\n";

std::int64_t number_after(char mark, std::string_view line, const char* what) {
  std::int64_t number = 0;
  const char* const end = line.data() + line.size();
  if (line.empty() || line.front() != mark) {
    throw ProtocolError(std::string("expected '") + mark + "'");
  }
  const auto [stop, error] = std::from_chars(line.data() + 1, end, number);
  if (error != std::errc() || stop != end) throw ProtocolError(std::string("invalid ") + what);
  return number;
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(line, [](char c) { return c == '\r' || c == '\n'; }, ' ');
  return line;
}

/// The character that the escape at line[at] stands for; moves `at` to the escape's last character.
char unescape(std::string_view line, std::size_t& at) {
  const char c = line[at];
  if (c == 'x' && at + 2 < line.size()) {
    unsigned char byte = 0;
    const char* const digits = line.data() + at + 1;
    const auto [stop, error] = std::from_chars(digits, digits + 2, byte, 16);
    if (error == std::errc() && stop == digits + 2) {
      at += 2;
      return static_cast<char>(byte);
    }
  }
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
  }
}

}  // namespace

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::optional<std::string> word;
  char quote = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quote && c == quote) {
      quote = 0;
    } else if (quote == '"' && c == '\\' && at + 1 < line.size()) {
      *word += unescape(line, ++at);
    } else if (quote) {
      *word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      if (!word) word.emplace();
    } else if (c == ' ' || c == '\t') {
      if (word) words.push_back(*std::exchange(word, std::nullopt));
    } else {
      if (!word) word.emplace();
      *word += c;
    }
  }
  if (quote) throw ProtocolError("unbalanced quotes in request");
  if (word) words.push_back(*std::move(word));
  return words;
}

std::optional<Request> RequestParser::next() {
  while (true) {
    if (skip_ > 0) {
      const std::size_t count = std::min(skip_, buffer_.size() - begin_);
      drop(count);
      skip_ -= count;
      if (skip_ > 0) return std::nullopt;
    }
    if (words_left_ == 0) {
      const auto line = take_line();
      if (!line) return std::nullopt;
      if (line->empty()) continue;
      if (line->front() != '*') {
        if (auto request = inline_request(*line)) return request;
        continue;
      }
      words_left_ = std::max<std::int64_t>(0, number_after('*', *line, "multibulk length"));
      if (words_left_ > max_words) throw ProtocolError("invalid multibulk length");
      stored_ = 0;
      continue;
    }
    if (!take_word()) return std::nullopt;
    if (words_left_ == 0) return std::exchange(request_, {});
  }
}

/// Takes one word of a RESP2 array, or begins to skip it; false if more bytes must come first.
bool RequestParser::take_word() {
  if (!word_size_) {
    const auto line = take_line();
    if (!line) return false;
    const std::int64_t size = number_after('$', *line, "bulk length");
    if (size < 0 || size > max_announced) throw ProtocolError("invalid bulk length");
    word_size_ = static_cast<std::size_t>(size);
  }
  const std::size_t size = *word_size_;
  if (request_.too_large || stored_ + size > limit_) {
    request_.too_large = true;
    request_.words.clear();
    skip_ = size + end_of_line.size();
  } else {
    const std::string_view pending = std::string_view(buffer_).substr(begin_);
    if (pending.size() < size + end_of_line.size()) return false;
    if (pending.substr(size, end_of_line.size()) != end_of_line) {
      throw ProtocolError("a bulk string does not end where its length says");
    }
    request_.words.emplace_back(pending.substr(0, size));
    stored_ += size;
    drop(size + end_of_line.size());
  }
  word_size_.reset();
  --words_left_;
  return true;
}

std::optional<Request> RequestParser::inline_request(std::string_view line) const {
  Request request{split_words(line), false};
  if (request.words.empty()) return std::nullopt;
  // A web page can make a browser send such lines here, and must not be able to command a role.
  const std::string& first = request.words.front();
  if (boost::iequals(first, "POST") || boost::iequals(first, "Host:")) {
    throw ProtocolError("this is not an HTTP server");
  }
  if (line.size() > limit_) return Request{{}, true};
  return request;
}

std::optional<std::string> RequestParser::take_line() {
  const std::string_view pending = std::string_view(buffer_).substr(begin_);
  const auto end = pending.find('\n');
  if (std::min(end, pending.size()) > max_line) throw ProtocolError("too big inline request");
  if (end == std::string_view::npos) return std::nullopt;
  std::string line(pending.substr(0, end));
  if (line.ends_with('\r')) line.pop_back();
  drop(end + 1);
  return line;
}

void RequestParser::drop(std::size_t count) {
  begin_ += count;
  if (begin_ == buffer_.size()) {
    buffer_.clear();
    begin_ = 0;
    if (buffer_.capacity() > max_line) buffer_.shrink_to_fit();
  } else if (begin_ > max_line) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
}

Reply Reply::ok() {
  return simple("OK");
}
Reply Reply::simple(std::string_view text) {
  return Reply("+" + one_line(text) + "\r\n");
}
Reply Reply::error(std::string_view text) {
  return Reply("-" + one_line(text) + "\r\n");
}
Reply Reply::nil() {
  return Reply("$-1\r\n");
}
Reply Reply::integer(std::int64_t number) {
  return Reply(":" + std::to_string(number) + "\r\n");
}

Reply Reply::bulk(std::string_view bytes) {
  std::string out = "$" + std::to_string(bytes.size()) + "\r\n";
  out.append(bytes).append(end_of_line);
  return Reply(std::move(out));
}

Reply Reply::array(const std::vector<std::string>& elements) {
  std::string out = "*" + std::to_string(elements.size()) + "\r\n";
  for (const auto& element : elements) out += bulk(element).bytes();
  return Reply(std::move(out));
}

Reply Reply::bulks(const std::vector<std::optional<std::string>>& elements) {
  std::string out = "*" + std::to_string(elements.size()) + "\r\n";
  for (const auto& element : elements) out += (element ? bulk(*element) : nil()).bytes();
  return Reply(std::move(out));
}

}  // namespace net::wire
