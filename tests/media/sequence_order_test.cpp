#include "voiplab/models/media/sequence_order.hpp"

#include "tests/catch.hpp"

#include <cstdint>
#include <vector>

using voiplab::media::SequenceOrder;
using Place = SequenceOrder::Place;

TEST_CASE("Packets are told apart by their place in the sequence") {
    struct Row {
        std::vector<std::uint16_t> arrived;
        Place last;
    };
    auto const row = GENERATE(values<Row>({
        {{7}, Place::in_order},
        {{7, 8}, Place::in_order},
        {{7, 9}, Place::in_order},
        {{7, 9, 8}, Place::reordered},
        {{7, 9, 8, 8}, Place::duplicate},
        {{7, 7}, Place::duplicate},
        {{7, 8, 9, 7}, Place::duplicate},
        {{7, 6}, Place::reordered},
        {{65535, 0}, Place::in_order},
        {{65534, 0, 65535}, Place::reordered},
        {{65535, 0, 65535}, Place::duplicate},
        // What the numbers share with those before a jump is forgotten.
        {{7, 1032, 1031}, Place::reordered},
        {{7, 2000, 1031}, Place::reordered},
        {{7, 8, 9, 20000, 8}, Place::reordered},
    }));
    SequenceOrder order;
    auto last = Place::duplicate;
    for (auto const sequence : row.arrived)
        last = order.add(sequence);
    CAPTURE(row.arrived);
    CHECK(last == row.last);
}

TEST_CASE("Reordered packets and second copies are counted among those received") {
    SequenceOrder order;
    SequenceOrder::Counts counts;
    for (auto const sequence : std::vector<std::uint16_t>{1, 2, 4, 3, 3, 4, 5})
        counts.count(order.add(sequence));
    CHECK(counts.received == 7);
    CHECK(counts.reordered == 1);
    CHECK(counts.duplicates == 2);
}
