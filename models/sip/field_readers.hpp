#pragma once

#include "models/sip/grammar.hpp"
#include "voiplab/models/sip/field_views.hpp"

#include <string_view>

#include <boost/container/small_vector.hpp>
#include <tl/expected.hpp>

// The readers behind field_views.hpp: each reads the cursor's whole text.
namespace voiplab::sip {

bool read_uri(grammar::Cursor& cursor, UriView& uri);
bool read_via(grammar::Cursor& cursor, ViaView& via);
bool read_name_address(grammar::Cursor& cursor, NameAddressView& address);
bool read_cseq(grammar::Cursor& cursor, CSeqView& cseq);

// What such a reader makes of a text.
template <typename View>
tl::expected<View, ParseError> read_whole(std::string_view text, bool (*read)(grammar::Cursor&, View&)) {
    grammar::Cursor cursor(text);
    View view;
    if (!read(cursor, view)) return tl::unexpected(cursor.error());
    return view;
}

// The names of parameters that have been read: none may come twice (RFC 3261 sections 7.3.1, 19.1.1).
class ParameterNames {
  public:
    // False once there are as many as a limit allows, for each is compared with all before it.
    bool has_room(grammar::Cursor& cursor) const;
    // False where it is among them.
    bool add(std::string_view name);

  private:
    boost::container::small_vector<std::string_view, 6> names_;
};

}  // namespace voiplab::sip
