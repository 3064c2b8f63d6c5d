#pragma once

#include "voiplab/models/sip/message.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include <tl/expected.hpp>

// The grammars of the header fields' values (RFC 3261 section 25.1), read without a copy: what these give points into
// the text that was read. header_fields.hpp has the same as values of their own.
namespace voiplab::sip {

// ";name" or ";name=value"; a quoted value keeps its quotes.
struct ParameterView {
    std::string_view name;
    std::optional<std::string_view> value;
};

// The parameters of a URI or of a field's value, in a text that has been found well-formed.
class ParameterViews {
  public:
    class Iterator {
      public:
        Iterator() = default;
        explicit Iterator(std::string_view rest) : rest_(rest) { read(); }
        ParameterView const& operator*() const { return current_; }
        ParameterView const* operator->() const { return &current_; }
        Iterator& operator++() {
            read();
            return *this;
        }
        bool operator==(Iterator const& other) const { return at_end_ == other.at_end_; }

      private:
        void read();
        std::string_view rest_;
        ParameterView current_;
        bool at_end_ = true;
    };
    ParameterViews() = default;
    explicit ParameterViews(std::string_view text) : text_(text) {}
    [[nodiscard]] Iterator begin() const { return Iterator(text_); }
    [[nodiscard]] static Iterator end() { return {}; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    // The parameter of that name (without case).
    [[nodiscard]] std::optional<ParameterView> find(std::string_view name) const;
    // Its value; empty where it has none, or there is none of that name.
    [[nodiscard]] std::string_view value_of(std::string_view name) const;

  private:
    std::string_view text_;
};

// A sip or sips URI (section 19.1.1); of another scheme only `scheme` and `opaque` are filled.
struct UriView {
    std::string_view scheme;  // as spelled
    std::string_view user;
    std::string_view password;
    std::string_view host;
    std::optional<std::uint16_t> port;
    ParameterViews parameters;
    std::string_view headers;
    std::string_view opaque;
};

// One value of Via (section 20.42).
struct ViaView {
    std::string_view protocol_name;
    std::string_view protocol_version;
    std::string_view transport;
    std::string_view host;
    std::optional<std::uint16_t> port;
    ParameterViews parameters;
    std::string_view branch;  // empty where there is none
};

// One value of From, To, Contact, Route, Record-Route (section 20.10).
struct NameAddressView {
    std::string_view display_name;
    std::string_view uri_text;  // the URI as it is spelled
    UriView uri;
    ParameterViews parameters;
    std::string_view tag;  // empty where it has none
};

// Each reads a whole field value; the offset of an error counts from its start.
tl::expected<UriView, ParseError> view_uri(std::string_view text);
tl::expected<ViaView, ParseError> view_via(std::string_view value);
tl::expected<NameAddressView, ParseError> view_name_address(std::string_view value);
tl::expected<CSeqView, ParseError> view_cseq(std::string_view value);

// The same of values that have been found well-formed, as those of a message that parsed have: they are looked into
// without being checked again.
ViaView outline_via(std::string_view value);
// The parameters of a From, To or Contact.
ParameterViews address_parameters(std::string_view value);

// The values of a comma-separated list, minding quotes and angle brackets ("a, b" of Via, Contact, Route).
class ListValues {
  public:
    class Iterator {
      public:
        Iterator() = default;
        explicit Iterator(std::string_view list) : rest_(list), at_end_(false) { read(); }
        std::string_view operator*() const { return current_; }
        Iterator& operator++() {
            at_end_ = last_;
            if (!at_end_) read();
            return *this;
        }
        bool operator==(Iterator const& other) const { return at_end_ == other.at_end_; }

      private:
        void read();
        std::string_view rest_;
        std::string_view current_;
        bool last_ = false;  // nothing follows the current value
        bool at_end_ = true;
    };
    explicit ListValues(std::string_view list);
    [[nodiscard]] Iterator begin() const { return list_.empty() ? Iterator() : Iterator(list_); }
    [[nodiscard]] static Iterator end() { return {}; }
    [[nodiscard]] bool empty() const { return list_.empty(); }
    // The first value; empty where there is none.
    [[nodiscard]] std::string_view front() const { return list_.empty() ? std::string_view() : *begin(); }

  private:
    std::string_view list_;  // empty where it is blank
};

// The first value of a message's Via fields; empty where there is none.
std::string_view top_via_value(Message const& message);

}  // namespace voiplab::sip
