"""The tables of query parameters: every row by name, and nothing that tells articles apart."""

from __future__ import annotations

import pytest

from crawler.canonical.url_query import IDENTITY, SHARES, TRACKERS, is_tracking, vendor_of

EXPECTED = [
    "phpsessid", "jsessionid", "aspsessionid*", "cfid", "cftoken", "oscsid", "zenid", "sessionid", "session_id",
    "utm_*", "_ga", "_gl", "ga_campaign", "ga_content", "ga_medium", "ga_place", "ga_source", "ga_term",
    "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "gad_source", "gad_campaignid", "srsltid", "amp_gsa",
    "amp_js_v", "usqp", "fbclid", "fb_action_ids", "fb_action_types", "fb_comment_id", "fb_ref",
    "fb_source", "action_object_map", "action_ref_map", "action_type_map", "mibextid", "igshid", "igsh",
    "msclkid", "ocid", "yclid", "ysclid", "ymclid", "_openstat", "vkclid", "rb_clickid", "twclid",
    "ref_src", "ref_url", "__twitter_impression", "ttclid", "li_fat_id", "epik", "rdt_cid", "sccid",
    "qclid", "guccounter", "guce_referrer", "guce_referrer_sig", "soc_src", "soc_trk", "tblci", "dicbo",
    "auctid", "s_cid", "s_kwcid", "ef_id", "icid", "sc_cid", "adobe_mc", "adobe_mc_ref", "adobe_mc_sdid",
    "mkt_tok", "mtm_*", "matomo_campaign", "matomo_kwd", "piwik_campaign", "piwik_kwd", "pk_campaign",
    "pk_cid", "pk_content", "pk_cpn", "pk_keyword", "pk_kwd", "pk_medium", "pk_source", "at_*", "xtor",
    "cx_artpos", "cx_navsource", "cx_tag", "cx_testid", "cx_testvariant", "_cb_svref", "_chartbeat2",
    "itm_*", "ns_campaign", "ns_fee", "ns_linkname", "ns_mchannel", "ns_source", "cm_mmc*", "cm_re",
    "cm_sp", "spjobid", "spmailingid", "spreportid", "spuserid", "wt_mc", "wt_zmc", "wt.mc_id", "wt.tsrc",
    "mc_cid", "mc_eid", "mc_tc", "_hsenc", "_hsmi", "__hsfp", "__hssc", "__hstc", "hsa_*", "hsctatracking",
    "oly_anon_id", "oly_enc_id", "vero_conv", "vero_id", "wickedid", "_ke", "_kx", "sailthru_hid", "__s",
    "elq", "elqaid", "elqak", "elqat", "elqcampaignid", "elqtrack", "elqtrackid", "sfmc_*", "et_rid",
    "ml_subscriber", "ml_subscriber_hash", "vgo_ee", "omnisendcontactid", "dm_i", "_bta_c", "_bta_tid",
    "trk_contact", "trk_module", "trk_msg", "trk_sid", "_bhlid", "_branch_match_id", "_branch_referrer",
    "cmp", "intcmp", "smid", "smtyp", "smvar", "reflink", "wpisrc", "wpmk", "wpmm", "ftcamp", "fsrc", "ito",
    "mbid", "cndid", "ncid", "feedname", "feedtype", "maca", "sara_ecid", "sara_ref",
]  # fmt: skip

MUST_STAY = [
    "id", "p", "article", "eid", "uid", "cid", "page", "story", "news", "n", "aid", "nid", "item", "a", "s",
    "q", "v", "gallery", "game", "content", "docid", "edition", "lang", "month", "newsid", "pid", "post",
    "slug", "tid", "title", "topic", "type", "u", "video", "year",
]  # fmt: skip


def test_the_table_holds_exactly_the_expected_names():
    assert sorted(row.name for row in TRACKERS) == sorted(EXPECTED)


def test_each_row_is_found_under_its_vendor():
    named = [(row, row.name.replace("*", "anything")) for row in TRACKERS]
    assert [row for row, name in named if {vendor_of(name), vendor_of(name.upper())} != {row.vendor}] == []


def test_a_row_is_lower_case_and_only_ends_in_a_star():
    assert [row for row in TRACKERS if row.name != row.name.lower() or "*" in row.name[:-1]] == []
    assert all(row.vendor.strip() for row in TRACKERS)


def test_a_full_name_is_no_prefix():
    full = [row for row in TRACKERS if not row.name.endswith("*")]
    assert [row for row in full if vendor_of(row.name + "zzz") not in (None, _vendor_by_prefix(row.name))] == []


@pytest.mark.parametrize("name", sorted({*IDENTITY, *MUST_STAY}))
def test_a_parameter_that_carries_identity_has_no_vendor(name: str):
    assert vendor_of(name) is None
    assert vendor_of(name.upper()) is None
    assert not is_tracking(name, "rss")


@pytest.mark.parametrize("name", MUST_STAY)
def test_the_identity_table_names_it(name: str):
    assert name in IDENTITY


@pytest.mark.parametrize(("name", "value"), sorted(SHARES))
def test_a_share_mark_is_dropped_for_its_value_alone(name: str, value: str):
    assert is_tracking(name.upper(), value.title())
    assert not is_tracking(name, "774416")


def test_the_share_marks_are_the_expected_ones():
    assert {name for name, _ in SHARES} == {"from", "ref", "share", "source", "src"}
    assert {value for _, value in SHARES} == {"facebook", "rss", "telegram", "twitter", "whatsapp"}
    assert len(SHARES) == 12


@pytest.mark.parametrize("name", ["", "pk_id", "source", "ref", "utm", "attachment_id", "atlas", "gclidx"])
def test_what_no_row_names_is_no_tracking(name: str):
    assert vendor_of(name) is None


def _vendor_by_prefix(name: str) -> str | None:
    prefixes = {row.name[:-1]: row.vendor for row in TRACKERS if row.name.endswith("*")}
    return next((vendor for prefix, vendor in prefixes.items() if name.startswith(prefix)), None)
