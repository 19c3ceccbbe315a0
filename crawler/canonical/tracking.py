"""Query parameters that say how a reader came to a page, and the ones that say which page it is.

Every row stands under the maker that puts the parameter on other people's URLs. A row is a full name, or a prefix
when its maker reserves everything that begins so. Names are compared in lower case.

A row belongs here only when dropping it can never make two articles one. Hence no ``pk_*`` for Matomo (``pk`` is
also "primary key"), and hence ``IDENTITY``, which wins over every row.
"""

from __future__ import annotations

from typing import NamedTuple


class Tracker(NamedTuple):
    """One row; ``name`` ends in "*" when it is a prefix."""

    name: str
    vendor: str


TRACKERS = (
    Tracker("utm_*", "Google Analytics"),
    Tracker("_ga", "Google Analytics"),
    Tracker("_gl", "Google Analytics"),
    Tracker("ga_campaign", "Google Analytics"),
    Tracker("ga_content", "Google Analytics"),
    Tracker("ga_medium", "Google Analytics"),
    Tracker("ga_place", "Google Analytics"),
    Tracker("ga_source", "Google Analytics"),
    Tracker("ga_term", "Google Analytics"),
    Tracker("gclid", "Google Ads"),
    Tracker("gclsrc", "Google Ads"),
    Tracker("gbraid", "Google Ads"),
    Tracker("wbraid", "Google Ads"),
    Tracker("dclid", "Google Ads"),
    Tracker("gad_source", "Google Ads"),
    Tracker("gad_campaignid", "Google Ads"),
    Tracker("srsltid", "Google Merchant Center"),
    Tracker("amp_gsa", "Google AMP"),
    Tracker("amp_js_v", "Google AMP"),
    Tracker("usqp", "Google AMP"),
    Tracker("fbclid", "Meta"),
    Tracker("fb_action_ids", "Meta"),
    Tracker("fb_action_types", "Meta"),
    Tracker("fb_comment_id", "Meta"),
    Tracker("fb_ref", "Meta"),
    Tracker("fb_source", "Meta"),
    Tracker("action_object_map", "Meta"),
    Tracker("action_ref_map", "Meta"),
    Tracker("action_type_map", "Meta"),
    Tracker("mibextid", "Meta"),
    Tracker("igshid", "Instagram"),
    Tracker("igsh", "Instagram"),
    Tracker("msclkid", "Microsoft Advertising"),
    Tracker("ocid", "Microsoft News"),
    Tracker("yclid", "Yandex"),
    Tracker("ysclid", "Yandex"),
    Tracker("ymclid", "Yandex"),
    Tracker("_openstat", "Openstat"),
    Tracker("vkclid", "VK"),
    Tracker("rb_clickid", "VK"),
    Tracker("twclid", "X"),
    Tracker("ref_src", "X"),
    Tracker("ref_url", "X"),
    Tracker("__twitter_impression", "X"),
    Tracker("ttclid", "TikTok"),
    Tracker("li_fat_id", "LinkedIn"),
    Tracker("epik", "Pinterest"),
    Tracker("rdt_cid", "Reddit"),
    Tracker("sccid", "Snapchat"),
    Tracker("qclid", "Quora"),
    Tracker("guccounter", "Yahoo"),
    Tracker("guce_referrer", "Yahoo"),
    Tracker("guce_referrer_sig", "Yahoo"),
    Tracker("soc_src", "Yahoo"),
    Tracker("soc_trk", "Yahoo"),
    Tracker("tblci", "Taboola"),
    Tracker("dicbo", "Outbrain"),
    Tracker("auctid", "Teads"),
    Tracker("s_cid", "Adobe Analytics"),
    Tracker("s_kwcid", "Adobe Advertising"),
    Tracker("ef_id", "Adobe Advertising"),
    Tracker("icid", "Adobe Analytics"),
    Tracker("sc_cid", "Adobe Analytics"),
    Tracker("adobe_mc", "Adobe Experience Cloud"),
    Tracker("adobe_mc_ref", "Adobe Experience Cloud"),
    Tracker("adobe_mc_sdid", "Adobe Experience Cloud"),
    Tracker("mkt_tok", "Adobe Marketo"),
    Tracker("mtm_*", "Matomo"),
    Tracker("matomo_campaign", "Matomo"),
    Tracker("matomo_kwd", "Matomo"),
    Tracker("piwik_campaign", "Matomo"),
    Tracker("piwik_kwd", "Matomo"),
    Tracker("pk_campaign", "Matomo"),
    Tracker("pk_cid", "Matomo"),
    Tracker("pk_content", "Matomo"),
    Tracker("pk_cpn", "Matomo"),
    Tracker("pk_keyword", "Matomo"),
    Tracker("pk_kwd", "Matomo"),
    Tracker("pk_medium", "Matomo"),
    Tracker("pk_source", "Matomo"),
    Tracker("at_*", "Piano Analytics"),
    Tracker("xtor", "Piano Analytics"),
    Tracker("cx_artpos", "Piano Composer"),
    Tracker("cx_navsource", "Piano Composer"),
    Tracker("cx_tag", "Piano Composer"),
    Tracker("cx_testid", "Piano Composer"),
    Tracker("cx_testvariant", "Piano Composer"),
    Tracker("_cb_svref", "Chartbeat"),
    Tracker("_chartbeat2", "Chartbeat"),
    Tracker("itm_*", "Parse.ly"),
    Tracker("ns_campaign", "Comscore"),
    Tracker("ns_fee", "Comscore"),
    Tracker("ns_linkname", "Comscore"),
    Tracker("ns_mchannel", "Comscore"),
    Tracker("ns_source", "Comscore"),
    Tracker("cm_mmc*", "Acoustic (Coremetrics)"),
    Tracker("cm_re", "Acoustic (Coremetrics)"),
    Tracker("cm_sp", "Acoustic (Coremetrics)"),
    Tracker("spjobid", "Acoustic (Silverpop)"),
    Tracker("spmailingid", "Acoustic (Silverpop)"),
    Tracker("spreportid", "Acoustic (Silverpop)"),
    Tracker("spuserid", "Acoustic (Silverpop)"),
    Tracker("wt_mc", "Mapp Intelligence (Webtrekk)"),
    Tracker("wt_zmc", "Mapp Intelligence (Webtrekk)"),
    Tracker("wt.mc_id", "Webtrends"),
    Tracker("wt.tsrc", "Webtrends"),
    Tracker("mc_cid", "Mailchimp"),
    Tracker("mc_eid", "Mailchimp"),
    Tracker("mc_tc", "Mailchimp"),
    Tracker("_hsenc", "HubSpot"),
    Tracker("_hsmi", "HubSpot"),
    Tracker("__hsfp", "HubSpot"),
    Tracker("__hssc", "HubSpot"),
    Tracker("__hstc", "HubSpot"),
    Tracker("hsa_*", "HubSpot"),
    Tracker("hsctatracking", "HubSpot"),
    Tracker("oly_anon_id", "Omeda Olytics"),
    Tracker("oly_enc_id", "Omeda Olytics"),
    Tracker("vero_conv", "Vero"),
    Tracker("vero_id", "Vero"),
    Tracker("wickedid", "Wicked Reports"),
    Tracker("_ke", "Klaviyo"),
    Tracker("_kx", "Klaviyo"),
    Tracker("sailthru_hid", "Sailthru"),
    Tracker("__s", "Drip"),
    Tracker("elq", "Oracle Eloqua"),
    Tracker("elqaid", "Oracle Eloqua"),
    Tracker("elqak", "Oracle Eloqua"),
    Tracker("elqat", "Oracle Eloqua"),
    Tracker("elqcampaignid", "Oracle Eloqua"),
    Tracker("elqtrack", "Oracle Eloqua"),
    Tracker("elqtrackid", "Oracle Eloqua"),
    Tracker("sfmc_*", "Salesforce Marketing Cloud"),
    Tracker("et_rid", "Salesforce Marketing Cloud"),
    Tracker("ml_subscriber", "MailerLite"),
    Tracker("ml_subscriber_hash", "MailerLite"),
    Tracker("vgo_ee", "ActiveCampaign"),
    Tracker("omnisendcontactid", "Omnisend"),
    Tracker("dm_i", "Dotdigital"),
    Tracker("_bta_c", "Bronto"),
    Tracker("_bta_tid", "Bronto"),
    Tracker("trk_contact", "Listrak"),
    Tracker("trk_module", "Listrak"),
    Tracker("trk_msg", "Listrak"),
    Tracker("trk_sid", "Listrak"),
    Tracker("_bhlid", "beehiiv"),
    Tracker("_branch_match_id", "Branch"),
    Tracker("_branch_referrer", "Branch"),
    # what newspapers put on the links they hand to feeds, newsletters and share buttons
    Tracker("cmp", "The Guardian"),
    Tracker("intcmp", "The Guardian"),
    Tracker("smid", "The New York Times"),
    Tracker("smtyp", "The New York Times"),
    Tracker("smvar", "The New York Times"),
    Tracker("reflink", "The Wall Street Journal"),
    Tracker("wpisrc", "The Washington Post"),
    Tracker("wpmk", "The Washington Post"),
    Tracker("wpmm", "The Washington Post"),
    Tracker("ftcamp", "Financial Times"),
    Tracker("fsrc", "The Economist"),
    Tracker("ito", "Daily Mail"),
    Tracker("mbid", "Condé Nast"),
    Tracker("cndid", "Condé Nast"),
    Tracker("ncid", "HuffPost"),
    Tracker("feedname", "Reuters"),
    Tracker("feedtype", "Reuters"),
    Tracker("maca", "Deutsche Welle"),
    Tracker("sara_ecid", "Der Spiegel"),
    Tracker("sara_ref", "Der Spiegel"),
)

SHARES = frozenset(
    {
        ("from", "rss"),
        ("ref", "rss"),
        ("source", "rss"),
        ("src", "rss"),
        ("ref", "facebook"),
        ("ref", "telegram"),
        ("ref", "twitter"),
        ("ref", "whatsapp"),
        ("share", "facebook"),
        ("share", "telegram"),
        ("share", "twitter"),
        ("share", "whatsapp"),
    }
)
"""Name and value, lower-case: these names may mean anything, but with these values they mean the way a reader came."""

IDENTITY = frozenset(
    {
        "a", "aid", "article", "article_id", "articleid", "cat", "category", "cid", "content", "contentid", "day",
        "docid", "doc", "edition", "eid", "gallery", "game", "i", "id", "idx", "item", "itemid", "lang", "language",
        "m", "month", "n", "name", "news", "news_id", "newsid", "nid", "no", "num", "number", "p", "page", "paged",
        "pageid", "path", "pid", "post", "post_id", "postid", "q", "r", "s", "sid", "slug", "story", "storyid", "t",
        "tid", "title", "topic", "type", "u", "uid", "uuid", "v", "video", "vid", "w", "y", "year",
    }
)  # fmt: skip
"""Names, lower-case, that tell articles apart at some publisher: no row may ever drop one."""

_EXACT = {row.name: row.vendor for row in TRACKERS if not row.name.endswith("*")}
_PREFIXES = tuple((row.name[:-1], row.vendor) for row in TRACKERS if row.name.endswith("*"))
_ANY_PREFIX = tuple(prefix for prefix, _ in _PREFIXES)


def vendor_of(name: str) -> str | None:
    """Whose tracking parameter this is; None when it is none, or may say which article is meant.

    >>> vendor_of("UTM_Source"), vendor_of("cid")
    ('Google Analytics', None)
    """
    name = name.lower()
    if name in IDENTITY:
        return None
    if name.startswith(_ANY_PREFIX):
        return next(vendor for prefix, vendor in _PREFIXES if name.startswith(prefix))
    return _EXACT.get(name)


def is_tracking(name: str, value: str) -> bool:
    """Whether a parameter with this value can be dropped without a second thought.

    >>> is_tracking("ref", "rss"), is_tracking("ref", "774416")
    (True, False)
    """
    return vendor_of(name) is not None or (name.lower(), value.lower()) in SHARES
