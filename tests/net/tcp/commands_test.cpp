#include "net/tcp/commands.hpp"

#include "tests/net/tcp/client_fixture.hpp"

namespace net::tcp {
namespace {

using wire::Reply;

class CommandsTest : public test::ClientFixture {
 protected:
  CommandsTest() {
    commands_.add("STORE value [ms]", 1, 2,
                  [](const wire::Request& request, const Responder& respond) {
                    respond(Reply::bulk(request.words.back()));
                  });
    execute_ = [this](const wire::Request& request, const Responder& respond) {
      commands_.execute(request, respond);
    };
    listener_.start();
  }

  void expect(const std::string& line, const std::string& reply) {
    expect_reply(client_, line + "\r\n", reply + "\r\n");
  }

  Commands commands_{"paxos acceptor", max_request};
  test::RawSocket client_ = connect();
};

TEST_F(CommandsTest, AnswersPing) {
  expect("PING", "+PONG");
  expect("PING \"hi there\"", "$8\r\nhi there");
}

TEST_F(CommandsTest, SpeaksProtocolTwoOnly) {
  const std::string hello =
      "*6\r\n$6\r\nserver\r\n$14\r\npaxos acceptor\r\n$7\r\nversion\r\n$1\r\n1\r\n"
      "$5\r\nproto\r\n$1\r\n2";
  expect("HELLO", hello);
  expect("HELLO 2", hello);
  expect("HELLO 2 AUTH user password", hello);
  expect("HELLO 3", "-NOPROTO this server speaks protocol version 2 only");
}

TEST_F(CommandsTest, AnswersWhatClientLibrariesAskWhenTheyConnect) {
  expect("COMMAND", "*0");
  expect("COMMAND DOCS get", "*0");
  expect("CLIENT SETNAME me", "+OK");
}

TEST_F(CommandsTest, DoesNotCareAboutCase) {
  expect("ping", "+PONG");
  expect("sToRe 1", "$1\r\n1");
}

const std::string known = "CLIENT, COMMAND, CONFIG, ECHO, HELLO, PING, SELECT, STORE";

TEST_F(CommandsTest, NamesTheCommandsThatItKnows) {
  expect("FETCH x", "-ERR unknown command 'FETCH'; known: " + known);
  expect("\"\"", "-ERR unknown command ''; known: " + known);
}

TEST_F(CommandsTest, ShowsAnUnknownCommandHarmlessly) {
  expect(R"("a\r\n+OK\x00")", R"(-ERR unknown command 'a\x0d\x0a+OK\x00'; known: )" + known);
  expect(std::string(10000, 'x'),
         "-ERR unknown command '" + std::string(48, 'x') + "... (10000 bytes)'; known: " + known);
}

TEST_F(CommandsTest, ChecksTheNumberOfWords) {
  const std::string wrong = "-ERR wrong number of arguments; write ";
  expect("STORE", wrong + "STORE value [ms]");
  expect("STORE 1 2", "$1\r\n2");
  expect("STORE 1 2 3", wrong + "STORE value [ms]");
  expect("PING 1 2", wrong + "PING [message]");
}

TEST_F(CommandsTest, RefusesARequestOverTheLimitAndGoesOn) {
  const std::string value(max_request, 'x');
  expect("*2\r\n$5\r\nSTORE\r\n$100000\r\n" + value,
         "-ERR request is over the limit of 100000 bytes");
  expect("PING", "+PONG");
}

}  // namespace
}  // namespace net::tcp
