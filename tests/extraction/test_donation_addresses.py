"""A donation address is proven by its check digits: with one letter changed it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.mirror_evidence.donation_addresses import addresses, has_base58_check, is_bech32, is_iban

BITCOIN = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SCRIPT = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"
BECH32 = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
TAPROOT = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
ETHEREUM = "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe"
IBAN = "GB82WEST12345698765432"
PROVEN = [
    (BITCOIN, "bitcoin"),
    (SCRIPT, "bitcoin"),
    (BECH32, "bitcoin"),
    (TAPROOT, "bitcoin"),
    (TRON, "tron"),
    (IBAN, "iban"),
]


@pytest.mark.parametrize(("address", "kind"), [*PROVEN, (ETHEREUM, "ethereum"), ("4" + "A" * 94, "monero")])
def test_an_address_is_found_between_tags_and_words(address, kind):
    text = f"<b>{address}</b> Give to {address}, or nothing.".encode()
    assert list(addresses(text)) == [f"{kind}:{address}"] * 2


@given(proven=st.sampled_from(PROVEN), place=st.integers(0, 61), shift=st.integers(1, 8))
def test_one_other_letter_is_no_address(proven: tuple[str, str], place: int, shift: int) -> None:
    address, kind = proven
    alphabet = "0123456789" if kind == "iban" else "acdefghjk"
    place = 8 + place % (len(address) - 8)
    letter = alphabet[(alphabet.find(address[place]) + shift) % len(alphabet)]
    assert list(addresses((address[:place] + letter + address[place + 1 :]).encode())) == []


@given(body=st.binary(max_size=200) | st.text("13bc0xTGB82 \xe9ABCabc", max_size=200).map(str.encode))
def test_no_bytes_raise_and_what_is_found_is_written_there(body):
    for address in addresses(body):
        assert address.partition(":")[2].encode() in body.replace(b" ", b"")


def test_an_iban_is_read_with_and_without_its_spaces_and_part_of_a_longer_word_is_none():
    assert list(addresses(b"DE89 3704 0044 0532 0130 00")) == ["iban:DE89370400440532013000"]
    assert list(addresses(b"XDE89370400440532013000X")) == []


@given(text=st.text("ABZ019", min_size=4, max_size=40))
def test_an_account_s_check_digits_are_right_for_one_number_in_ninety_seven(text):
    rights = [check for check in range(2, 99) if is_iban(f"DE{check:02}{text}")]
    assert len(rights) == (11 <= len(text) <= 30)


def test_a_bech32_address_is_written_in_one_case():
    assert is_bech32(BECH32.upper())
    assert not is_bech32(BECH32[:10].upper() + BECH32[10:])


def test_a_base58_address_counts_only_with_a_version_that_is_asked_for():
    assert has_base58_check(BITCOIN.encode(), (0,))
    assert not has_base58_check(BITCOIN.encode(), (5, 0x41))
    assert not has_base58_check(b"0OIl" * 8, (0,))
