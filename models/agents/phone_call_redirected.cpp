#include "voiplab/models/agents/phone_call.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <charconv>

namespace voiplab::agents {

namespace {

// More in a row is no way to anybody.
constexpr std::size_t most_redirections = 5;

// Section 20.10: from 0 to 1, and 1 where it is not said. In thousandths, for that is how many digits it may have.
int quality(sip::NameAddress const& contact) {
    auto const* const q = sip::find_parameter(contact.parameters, "q");
    if (q == nullptr || !q->value || q->value->empty() || q->value->front() == '1') return 1000;
    auto digits = q->value->size() > 2 ? q->value->substr(2, 3) : std::string{};
    digits.resize(3, '0');
    auto thousandths = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), thousandths);
    return thousandths;
}

// A redirection's Contacts that name an address, the best first.
std::vector<sip::NameAddress> contacts_of(sip::Message const& response) {
    std::vector<sip::NameAddress> contacts;
    for (auto const field : response.all(sip::HeaderName::contact)) {
        for (auto const value : sip::split_list(field)) {
            auto contact = sip::parse_name_address(value);
            if (contact && transport_address_of(sip::to_string(contact->uri))) contacts.push_back(*std::move(contact));
        }
    }
    std::stable_sort(contacts.begin(), contacts.end(),
                     [](auto const& a, auto const& b) { return quality(a) > quality(b); });
    return contacts;
}

}  // namespace

// Section 8.1.3.4: the same call, tried at the Contact of the 3xx; From, To and Call-ID stay, CSeq is one higher. False
// where there is nowhere new to go.
bool PhoneCall::redirected(sip::Message const& response) {
    if (response.status() >= 400 || live_->redirections.size() > most_redirections) return false;
    if (live_->redirections.empty()) live_->redirections.emplace_back(invite_.request_uri());  // not back there, either
    for (auto& contact : contacts_of(response)) {
        // What a redirection may put into the request's header, this phone does not take over.
        contact.uri.headers.clear();
        auto const uri = sip::to_string(contact.uri);
        if (std::find(live_->redirections.begin(), live_->redirections.end(), uri) != live_->redirections.end())
            continue;
        live_->redirections.push_back(uri);
        live_->redirected_to = transport_address_of(uri);
        invite_.set_request_uri(uri);
        live_->authorization.reset();
        try_again();
        return true;
    }
    return false;
}

}  // namespace voiplab::agents
