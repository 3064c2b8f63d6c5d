#pragma once

#include "voiplab/models/sip/header_fields.hpp"
#include "voiplab/models/sip/message.hpp"
#include "voiplab/models/sip/transaction_layer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a proxy does to the messages that pass it (RFC 3261 section 16). Functions of the message alone: who is asked,
// and what has been answered so far, is their caller's affair. `own` is the address at which the proxy listens, which
// is the domain that it is responsible for, too.
namespace voiplab::sip {

// True where a URI's host and port are `own`.
bool names(Uri const& uri, TransportAddress const& own);

// Why a request is not forwarded: a status, and the fields that explain it.
struct Refusal {
    int status = 0;
    std::vector<HeaderField> fields;
};

// Section 16.3, steps 2 to 5: the URI's scheme (416), Max-Forwards (483), loops (482), Proxy-Require (420). The request
// must be as it arrived.
std::optional<Refusal> check_forwardable(Message const& request, TransportAddress const& own);

// What a loop repeats and a spiral changes: a digest of all by which this proxy chooses where a request goes. It stands
// in the branch, behind the unique part, and comes back with a request that has gone in a circle. The top Via, which
// section 16.6 step 8 wanted in it too, differs each time that a loop of two proxies closes: RFC 5393 section 4.2 left
// it out. The request must be as it arrived.
std::string loop_digest(Message const& request);

// The unique part of the branch where no transaction is kept: a repeated request gets the same one (section 16.11).
std::string stateless_branch(Message const& request);

// Section 16.4: undoes what a strict router did to the request-URI, and removes the route that led here.
void take_own_route(Message& request, TransportAddress const& own);

struct CopyOptions {
    TransportAddress own;
    std::string branch;  // without the loop's digest
    std::string digest;  // loop_digest of the request as it arrived
    bool record_route = true;
};

// A request as it leaves.
struct ForwardedRequest {
    Message request;
    std::string next_hop;  // the URI whose address it is sent to
};

// Section 16.6, steps 1 to 8: the copy of a request for one target, a URI. Whatever the steps do not name keeps its
// order and its spelling. Record-Route goes into requests that make a dialog or refresh its target.
ForwardedRequest prepare_copy(Message const& request, std::string_view target, CopyOptions const& options);

// Section 16.7, step 3: a response without the Via that this proxy had put there; nullopt where the top Via is not
// its own, or where no other is left, so that the response goes nowhere.
std::optional<Message> without_own_via(Message const& response, TransportAddress const& own);

}  // namespace voiplab::sip
