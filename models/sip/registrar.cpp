#include "voiplab/models/sip/registrar.hpp"

#include "models/sip/grammar.hpp"
#include "models/sip/name_address_text.hpp"
#include "voiplab/models/sip/header_fields.hpp"

#include <algorithm>
#include <utility>

namespace voiplab::sip {

namespace {

using Bindings = std::vector<Binding>;

// What one REGISTER says of itself.
struct Registration {
    std::string_view call_id;
    std::uint32_t sequence = 0;
    std::optional<sim::Duration> expires;  // of its Expires header field
    std::vector<std::string_view> contacts;
};

// Delta-seconds; a malformed value counts as 3600 (section 10.2.1.1).
sim::Duration delta_seconds(std::string_view text) {
    auto const seconds = take_delta_seconds(text);
    return seconds && text.empty() ? *seconds : std::chrono::seconds(3600);
}

std::optional<Registration> read(Message const& request) {
    auto const cseq = view_cseq(request.header(HeaderName::cseq).value_or(""));
    if (!cseq) return std::nullopt;
    Registration registration{request.header(HeaderName::call_id).value_or(""), cseq->number, std::nullopt, {}};
    if (auto const expires = request.header(HeaderName::expires)) registration.expires = delta_seconds(*expires);
    for (auto const list : request.all(HeaderName::contact)) {
        for (auto const value : ListValues(list))
            registration.contacts.push_back(value);
    }
    return registration;
}

// Steps 6 and 7: within one Call-ID only a higher CSeq may change a binding.
bool in_order(Binding const& binding, Registration const& registration) {
    return binding.call_id != registration.call_id || registration.sequence > binding.sequence;
}

// Step 6: "*" removes every binding.
int remove_all(Bindings& bindings, Registration const& registration) {
    if (registration.contacts.size() != 1 || registration.expires != sim::Duration::zero()) return 400;
    auto const ordered = std::all_of(bindings.begin(), bindings.end(),
                                     [&](Binding const& binding) { return in_order(binding, registration); });
    if (!ordered) return 500;
    bindings.clear();
    return 200;
}

Bindings::iterator find_contact(Bindings& bindings, Uri const& uri) {
    return std::find_if(bindings.begin(), bindings.end(), [&uri](Binding const& binding) {
        auto const bound = parse_uri(binding.contact);
        return bound && equivalent(*bound, uri);
    });
}

// Step 7 for one Contact value.
int bind(Bindings& bindings, Registration const& registration, std::string_view contact, TransportAddress const& source,
         RegistrarLimits const& limits, sim::Time now) {
    auto const address = parse_name_address(contact);
    if (!address) return 400;
    auto const* const parameter = find_parameter(address->parameters, "expires");
    auto const wanted = parameter != nullptr ? delta_seconds(parameter->value.value_or(""))
                                             : registration.expires.value_or(limits.when_unsaid);
    auto const removal = wanted == sim::Duration::zero();
    auto const lifetime = limits.raise_to_minimum && !removal ? std::max(wanted, limits.minimum) : wanted;
    // A registrar must not find an hour too brief, whatever its minimum.
    if (!removal && lifetime < limits.minimum && lifetime < std::chrono::hours(1)) return 423;
    if (auto const bound = find_contact(bindings, address->uri); bound != bindings.end()) {
        if (!in_order(*bound, registration)) return 500;
        bindings.erase(bound);
    }
    if (removal) return 200;
    bindings.push_back({std::string(uri_text(contact)), source, now + std::min(lifetime, limits.maximum),
                        std::string(registration.call_id), registration.sequence});
    if (bindings.size() > limits.bindings) bindings.erase(bindings.begin());
    return 200;
}

int update(Bindings& bindings, Registration const& registration, TransportAddress const& source,
           RegistrarLimits const& limits, sim::Time now) {
    auto const& contacts = registration.contacts;
    if (std::find(contacts.begin(), contacts.end(), "*") != contacts.end()) return remove_all(bindings, registration);
    for (auto const contact : contacts) {
        auto const status = bind(bindings, registration, contact, source, limits, now);
        if (status != 200) return status;
    }
    return 200;
}

}  // namespace

RegisterOutcome Registrar::process(std::string_view aor, Message const& request, TransportAddress const& source,
                                   sim::Time now) {
    auto const live = lookup(aor, now);
    auto const registration = read(request);
    if (!registration) return {400, live};
    // The changes are made to a copy: all of them take place or none (step 7).
    auto bindings = live;
    auto const status = update(bindings, *registration, source, limits_, now);
    if (status != 200) return {status, live};
    if (bindings.empty()) {
        if (auto const found = bindings_.find(aor); found != bindings_.end()) bindings_.erase(found);
    } else {
        bindings_.insert_or_assign(std::string(aor), bindings);
    }
    return {status, std::move(bindings)};
}

std::vector<Binding> Registrar::lookup(std::string_view aor, sim::Time now) const {
    auto const found = bindings_.find(aor);
    if (found == bindings_.end()) return {};
    Bindings live;
    std::copy_if(found->second.begin(), found->second.end(), std::back_inserter(live),
                 [now](Binding const& binding) { return binding.expires > now; });
    return live;
}

}  // namespace voiplab::sip
