"""Hosts that serve everybody: a link to one of them is never one to a mirror of a source."""

from __future__ import annotations

_TABLE = """
facebook.com fb.com fb.me fb.watch m.me instagram.com threads.net threads.com twitter.com x.com t.co linkedin.com
lnkd.in pinterest.com pin.it reddit.com redd.it tumblr.com flickr.com snapchat.com tiktok.com weibo.com weibo.cn
qq.com wechat.com weixin.qq.com vk.com vk.ru vkontakte.ru ok.ru odnoklassniki.ru mastodon.social bsky.app
truthsocial.com gab.com gettr.com parler.com minds.com mewe.com clubhouse.com discord.gg discord.com quora.com
medium.com livejournal.com dzen.ru zen.yandex.ru xing.com virasty.com eitaa.com rubika.ir bale.ai soroush-app.ir
sapp.ir gap.im igap.net aparat.com t.me telegram.me telegram.org telegram.dog whatsapp.com wa.me signal.org
signal.me viber.com line.me kakao.com skype.com messenger.com threema.ch zalo.me youtube.com youtu.be
youtube-nocookie.com vimeo.com dailymotion.com dai.ly rumble.com odysee.com bitchute.com twitch.tv rutube.ru
bilibili.com youku.com soundcloud.com spotify.com deezer.com mixcloud.com audioboom.com buzzsprout.com podbean.com
anchor.fm castbox.fm stitcher.com tunein.com overcast.fm pocketcasts.com pca.st podcasts.apple.com apple.com
apps.apple.com itunes.apple.com apple.co apple.news play.google.com google.com news.google.com g.co goo.gl google.de
google.fr google.es google.ru google.co.uk microsoft.com apps.microsoft.com appgallery.huawei.com huawei.com
f-droid.org apkpure.com rustore.ru cafebazaar.ir myket.ir roku.com channelstore.roku.com amazon.com amazon.co.uk
amazon.de amzn.to samsung.com opera.com mozilla.org addons.mozilla.org chrome.google.com chromewebstore.google.com
flipboard.com feedly.com inoreader.com newsbreak.com smartnews.com upday.com toutiao.com getpocket.com pocket.co
instapaper.com feedburner.com feeds.feedburner.com feedproxy.google.com follow.it feedspot.com substack.com
mailchimp.com list-manage.com mailchi.mp campaign-archive.com eepurl.com convertkit.com beehiiv.com
constantcontact.com sendinblue.com brevo.com sendgrid.net getresponse.com ghost.org buttondown.email tinyletter.com
cleverreach.com newsletter2go.com rapidmail.de subscribe.ru unisender.com patreon.com paypal.com paypal.me boosty.to
ko-fi.com buymeacoffee.com gofundme.com opencollective.com liberapay.com kickstarter.com indiegogo.com stripe.com
donorbox.org betterplace.org steady.de steadyhq.com bit.ly ow.ly buff.ly tinyurl.com is.gd tiny.cc dlvr.it trib.al
linktr.ee lnk.bio clck.ru cutt.ly rb.gy shorturl.at bing.com yahoo.com yandex.ru yandex.com ya.ru duckduckgo.com
baidu.com translate.goog ampproject.org cdn.ampproject.org archive.org web.archive.org archive.today archive.is
archive.ph archive.li webcitation.org perma.cc wikipedia.org wikimedia.org wikidata.org w3.org schema.org
creativecommons.org github.com gitlab.com bitbucket.org sourceforge.net stackoverflow.com wordpress.org
docs.google.com drive.google.com forms.gle dropbox.com scribd.com issuu.com slideshare.net yumpu.com pressreader.com
zinio.com readly.com blendle.com doubleclick.net googlesyndication.com googleadservices.com google-analytics.com
googletagmanager.com taboola.com outbrain.com criteo.com adnxs.com amazon-adsystem.com adform.net mgid.com
revcontent.com scorecardresearch.com chartbeat.com hotjar.com disqus.com gravatar.com addthis.com addtoany.com
sharethis.com adfox.ru mail.ru rambler.ru onetrust.com cookiebot.com usercentrics.eu torproject.org psiphon.ca
psiphon3.com getlantern.org protonvpn.com proton.me nordvpn.com expressvpn.com surfshark.com tunnelbear.com
windscribe.com mullvad.net brave.com tor.eff.org bridges.torproject.org tails.net cloudflare.com 1.1.1.1 hide.me
hidemyass.com whatismyipaddress.com censortracker.org
"""
STRANGERS = frozenset(_TABLE.split())
"""By registered domain or by host: social networks, messengers, video, app stores, newsletters and subscriptions,
donations, short links, search, archives, advertising, ways around blocks."""
