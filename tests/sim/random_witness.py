#!/usr/bin/env python3
"""Prints the golden draws of random_stream_test.cpp and random_format_test.cpp, derived without the project's code.

Engine: xoshiro256++ after D. Blackman and S. Vigna's xoshiro256plusplus.c (2019), its state four draws of SplitMix64.
Name: FNV-1a, 64 bits (draft-eastlake-fnv). Seed: SplitMix64's output function (S. Vigna, splitmix64.c).
Not part of the test run: its output is in the tests.
"""

MASK = (1 << 64) - 1


def fnv1a(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def splitmix64(state, index):
    """Output number index (from 1) of the generator that starts at state."""
    z = (state + index * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Xoshiro256PlusPlus:
    def __init__(self, state):
        self.state = list(state)

    @classmethod
    def seeded(cls, seed):
        return cls(splitmix64(seed, index) for index in range(1, 5))

    def draw(self):
        def rotl(value, count):
            return ((value << count) | (value >> (64 - count))) & MASK

        a, b, c, d = self.state
        result = (rotl((a + d) & MASK, 23) + a) & MASK
        c ^= a
        d ^= b
        self.state = [a ^ d, b ^ c, c ^ ((b << 17) & MASK), rotl(d, 45)]
        return result


def uniform(engine, low, high):
    """Equal buckets over the engine's range, draws beyond the last bucket thrown away (Boost.Random's method)."""
    count = high - low + 1
    bucket = (1 << 64) // count
    while True:
        result = engine.draw() // bucket
        if result < count:
            return low + result


assert fnv1a("foobar") == 0x85944171F73967E8  # the draft's test vector
assert splitmix64(1234567, 1) == 6457827717110365317  # rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64
engine = Xoshiro256PlusPlus((1, 2, 3, 4))
assert [engine.draw() for _ in range(5)] == [  # the vectors of the rand_xoshiro crate, from the authors' C code
    41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205
]

for seed, name in ((1, "phone:2000/tags"), (1, "phone:2001/tags"), (2, "phone:2000/tags"), (0, "")):
    engine = Xoshiro256PlusPlus.seeded(splitmix64(fnv1a(name), seed + 1))
    print(seed, repr(name), ", ".join(f"{engine.draw()}U" for _ in range(3)))

engine = Xoshiro256PlusPlus.seeded(42)
print("hex", "".join("0123456789abcdef"[uniform(engine, 0, 15)] for _ in range(32)))
for digits in (1, 3, 10, 18):
    engine = Xoshiro256PlusPlus.seeded(42)
    print("decimal", digits, [uniform(engine, 10 ** (digits - 1), 10**digits - 1) for _ in range(3)])
engine = Xoshiro256PlusPlus.seeded(42)
print("unit", [engine.draw() / 2**64 for _ in range(3)])
