#include "voiplab/models/sip/response_context.hpp"

#include "tests/catch.hpp"
#include "tests/sip/transaction_support.hpp"

using namespace voiplab::sip;
using namespace voiplab::sip::testing;

namespace {

Message reply(int status, std::string_view method = "INVITE") {
    return response(method, status);
}

std::vector<Message> replies(std::vector<int> const& statuses) {
    std::vector<Message> all;
    for (auto const status : statuses) {
        all.push_back(reply(status));
    }
    return all;
}

// The status that went upstream; 0: none did.
int upstream(ResponseContext::Verdict const& verdict) {
    return verdict.upstream ? verdict.upstream->status() : 0;
}

ResponseContext forked(std::size_t branches, bool is_invite = true) {
    ResponseContext context(is_invite);
    for (std::size_t i = 0; i < branches; ++i) {
        CHECK(context.add_branch() == i);
    }
    return context;
}

}  // namespace

TEST_CASE("the best of several final responses: a 6xx, else of the lowest class, and of 4xx one that helps") {
    struct Row {
        std::vector<int> came;
        int best;
    };
    for (auto const& row :
         {Row{{486}, 486}, Row{{486, 302}, 302}, Row{{500, 404}, 404}, Row{{302, 603, 486}, 603}, Row{{408, 486}, 486},
          Row{{487, 404}, 404}, Row{{486, 407}, 407}, Row{{404, 484}, 484}, Row{{480, 420}, 420}, Row{{487, 415}, 415},
          Row{{404, 401}, 401}, Row{{503}, 500}, Row{{503, 504}, 500}, Row{{503, 404}, 404}}) {
        CHECK(best_response(replies(row.came)).status() == row.best);
    }
    CHECK(best_response(replies({503})).status_line() == StatusLine{500, "Server Internal Error"});
}

TEST_CASE("the challenges of all branches go upstream together") {
    auto first = reply(407);
    first.add("Proxy-Authenticate", "Digest realm=\"a\", nonce=\"1\"");
    first.add("Content-Length", "0");
    auto second = reply(401);
    second.add("WWW-Authenticate", "Digest realm=\"b\", nonce=\"2\"");
    auto const best = best_response({reply(404), first, second});
    CHECK(best.status() == 407);
    CHECK(best.header("Proxy-Authenticate") == "Digest realm=\"a\", nonce=\"1\"");
    CHECK(best.header("WWW-Authenticate") == "Digest realm=\"b\", nonce=\"2\"");
    CHECK(best.fields().back().name == "Content-Length");
}

TEST_CASE("every provisional response but 100 goes upstream until a final one has") {
    auto context = forked(2);
    CHECK(upstream(context.take(0, reply(100))) == 0);
    CHECK(upstream(context.take(0, reply(180))) == 180);
    CHECK(upstream(context.take(1, reply(183))) == 183);
    context.take(0, reply(200));
    CHECK(upstream(context.take(1, reply(180))) == 0);
}

TEST_CASE("the first 2xx goes upstream at once and the other branches are cancelled; later 2xx go, failures do not") {
    auto context = forked(3);
    auto const first = context.take(1, reply(200));
    CHECK(upstream(first) == 200);
    CHECK(first.cancel_others);
    CHECK(context.pending(0));
    CHECK_FALSE(context.pending(1));
    CHECK(upstream(context.take(1, reply(200))) == 200);  // repeated
    CHECK(upstream(context.take(0, reply(200))) == 200);  // answered before the CANCEL came
    CHECK(upstream(context.take(2, reply(487))) == 0);
    CHECK(context.done());
}

TEST_CASE("failures wait for one another") {
    auto context = forked(2);
    CHECK(upstream(context.take(0, reply(486))) == 0);
    CHECK_FALSE(context.done());
    CHECK(upstream(context.take(0, reply(404))) == 0);  // a branch has one final response
    CHECK(upstream(context.take(1, reply(404))) == 486);
    CHECK(context.done());
}

TEST_CASE("a 6xx cancels the others and goes upstream when they are done") {
    auto context = forked(2);
    auto const declined = context.take(0, reply(603));
    CHECK(upstream(declined) == 0);
    CHECK(declined.cancel_others);
    CHECK(upstream(context.take(1, reply(487))) == 603);
}

TEST_CASE("a 2xx that overtakes a 6xx wins") {
    auto context = forked(2);
    context.take(0, reply(603));
    CHECK(upstream(context.take(1, reply(200))) == 200);
}

TEST_CASE("of a request that is no INVITE only one final response goes upstream, and nothing is cancelled") {
    auto context = forked(3, false);
    auto const first = context.take(0, reply(200, "OPTIONS"));
    CHECK(upstream(first) == 200);
    CHECK_FALSE(first.cancel_others);
    CHECK(upstream(context.take(0, reply(200, "OPTIONS"))) == 0);
    CHECK(upstream(context.take(1, reply(200, "OPTIONS"))) == 0);
    CHECK_FALSE(context.take(2, reply(603, "OPTIONS")).cancel_others);
}
