"""Wordings by which a page shows that its host serves no articles now: seizure, block, challenge, parking.

One row a language or a product. Three kinds: ``…_PHRASES`` count where they begin a line or stand in a heading, so each
must be unmistakable: notices say "this domain", articles name it. ``…_HEADLINES`` are said by headlines, too ("Tanker
website has been seized"), and count only on a page with hardly any text. ``…_LINES`` are whole lines.
"""

from __future__ import annotations

from crawler.canonical.wordings import rows

SEIZED_PHRASES = rows("""
en: this domain has been seized | this domain name has been seized | this website has been seized
en: this site has been seized | this webpage has been seized | this service has been seized | this domain is seized
en: this hidden site has been seized | this hidden service has been seized | this platform has been seized
en: these domains have been seized | this web site has been seized | this server has been seized
en: domain and website have been seized | criminal content have been seized | has been seized in accordance with
en: in accordance with a seizure warrant | pursuant to a seizure warrant | seizure banner
en: this site is now under control of law enforcement | this website is now under control of law enforcement
en: this site is now under the control of | this website is now under the control of
en: this site is under the control of
en: this website has been taken down by law enforcement | this website has been shut down by law enforcement
en: this hidden service has been closed | have been forfeited to the united states
en: has been forfeited to the united states
de: diese domain wurde beschlagnahmt | diese website wurde beschlagnahmt | diese webseite wurde beschlagnahmt
de: diese seite wurde beschlagnahmt | diese plattform wurde beschlagnahmt | diese domain wurde sichergestellt
de: kriminelle inhalt wurden beschlagnahmt | krimineller inhalt wurden beschlagnahmt
fr: ce domaine a été saisi | ce site a été saisi | ce site web a été saisi | ce nom de domaine a été saisi
fr: ce service a été saisi | cette plateforme a été saisie
es: este dominio ha sido incautado | este sitio ha sido incautado | este sitio web ha sido incautado
es: este dominio ha sido intervenido | esta web ha sido intervenida | esta página web ha sido intervenida
es: este sitio web ha sido intervenido | esta página ha sido incautada | este dominio fue incautado
it: sito sottoposto a sequestro | sito web sottoposto a sequestro | dominio sottoposto a sequestro
it: questo sito è stato sequestrato | questo dominio è stato sequestrato | sito posto sotto sequestro
pt: este domínio foi apreendido | este site foi apreendido | este site foi retirado do ar por ordem judicial
pt: este domínio foi bloqueado por ordem judicial
nl: dit domein is in beslag genomen | deze website is in beslag genomen | deze dienst is in beslag genomen
nl: servers van deze website in beslag genomen
pl: ta domena została zajęta | ta strona została zajęta
ru: этот домен конфискован | этот домен арестован | этот сайт конфискован | ресурс закрыт сотрудниками
ru: под контролем правоохранительных органов | данный сайт закрыт сотрудниками
uk: цей домен вилучено | цей сайт вилучено | роботу цього вебресурсу припинено | роботу сайту припинено
uk: доменне ім'я накладено арешт
ar: تمت مصادرة هذا | تم الاستيلاء على هذا الموقع
fa: این دامنه توقیف شده | این وب‌سایت توقیف شده | این دامنه ضبط شده
tr: bu alan adına el konulmuştur | bu internet sitesine el konulmuştur
zh: 该域名已被查封 | 此网站已被查封 | 该网站已被查封 | 本網站已被查封 | 此網域已被查封 | 網站已經遭到查禁
ja: このドメインは差し押さえられました
ko: 이 도메인은 압수되었습니다
""")
SEIZED_HEADLINES = rows("""
en: domain has been seized | domain name has been seized | domain names have been seized | website has been seized
en: site has been seized | websites have been seized | webpage has been seized | service has been seized
en: has been seized by the united states government | has been seized as part of
en: has been seized by the federal bureau of investigation | has been seized by the fbi | has been seized by ice
en: has been seized by homeland security | has been seized by the u.s. | seized by law enforcement
de: domain wurde beschlagnahmt | website wurde beschlagnahmt | webseite wurde beschlagnahmt | seite wurde beschlagnahmt
de: plattform wurde beschlagnahmt | domain wurde sichergestellt
it: sito è stato sequestrato
es: dominio intervenido | dominio incautado
nl: in beslag genomen
ru: домен был конфискован | сайт был конфискован | домен арестован
uk: домен арештовано
ar: تمت مصادرة موقع
""")
SEIZED_LINES = rows("""
en: seized | domain seized | website seized | site seized
zh: 網站已遭查禁
""")

BLOCKED_PHRASES = rows("""
en: access to this website has been blocked | access to this site has been blocked | this website has been blocked
en: this site has been blocked | this website is blocked | this site is blocked | your requested url has been blocked
en: url has been blocked as per | blocked as per instructions from | access to this resource is restricted
en: access to this domain has been | access to the requested website has been blocked
en: access to the requested resource has been blocked | access to this website has been disabled
en: access to that website has been disabled | access to this page has been blocked
en: access to this website is prohibited
en: the location you have attempted to reach has been disabled | forced to block the site you are trying to reach
en: the online location you are attempting to reach | the website that you are trying to access is unavailable as
en: the site you are trying to access contains content that is prohibited | prohibited for viewership from within
en: access to this site is prohibited as per | the requested page is violating the regulations
en: sorry, we can't show you this website
en: unavailable for legal reasons | unavailable due to legal reasons | this website is not available for copyright
en: this content is not available in your country | this website is not available in your country
en: this site is not available in your country | this content is not available in your region
en: unavailable in most european countries | this website is unavailable in your
en: the european union's general data protection regulation | following the sanctions imposed by the european union
de: aus rechtlichen gründen nicht verfügbar | diese website ist gesperrt | diese webseite ist gesperrt
de: diese internetseite ist gesperrt | der zugriff auf diese website wurde gesperrt
de: aus urheberrechtlichen gründen nicht verfügbar | diese seite ist in ihrem land nicht verfügbar
fr: l'accès à ce site est bloqué | l'accès à ce site a été bloqué | vous avez été redirigé vers ce site officiel
fr: l'accès à ce site internet est bloqué | ce site est bloqué
es: contenido bloqueado por requerimiento | este sitio web ha sido bloqueado | acceso a este sitio web bloqueado
es: esta página ha sido bloqueada por disposición | esta página web ha sido bloqueada
es: este sitio ha sido bloqueado por
it: accesso al sito interdetto | avvertenza - sito non raggiungibile | il sito richiesto non è raggiungibile poiché
it: il sito è stato oscurato | accesso inibito per disposizione | l'accesso al sito è stato inibito
pt: acesso a este site foi bloqueado | acesso bloqueado por entidade judiciária | bloqueado por ordem do tribunal
nl: toegang tot deze website is geblokkeerd | deze website is geblokkeerd | deze site is geblokkeerd
ru: доступ к запрашиваемому ресурсу ограничен | доступ к запрашиваемому ресурсу закрыт
ru: доступ к информационному ресурсу
ru: доступ к запрашиваемому вами | доступ к данному сайту | доступ к этому сайту ограничен
ru: ресурс включен в единый реестр
ru: запрашиваемый вами ресурс заблокирован | искомый домен внес | единый реестр доменных имен
ru: данный ресурс заблокирован
ru: федеральный список экстремистских материалов | доступ к сайту ограничен в соответствии
uk: доступ до цього сайту заблоковано | доступ до цього сайту обмежено | доступ до даного сайту обмежений
uk: доступ на цей ресурс | відвідування даного ресурсу заборонено | даний ресурс заблоковано
tr: bu siteye erişim engellenmiştir | bu internet sitesine erişim engellenmiştir | kararıyla erişime engellenmiştir
tr: bu internet sitesi hakkında | 5651 sayılı kanun | idari tedbir uygulanarak erişime engellenmiştir
tr: sayfaya erişiminiz sağlanamamaktadır
ar: هذا الموقع محجوب | تم حجب هذا الموقع | الموقع غير متاح في بلدك | الموقع المطلوب محجوب
ar: عفواً، الموقع المطلوب غير متاح
fa: مشترک گرامی | دسترسی به این سایت | دسترسی به تارنمای فراخوانده شده | دسترسی به این تارنما
id: situs ini diblokir | akses ke situs ini diblokir | akses anda ke situs ini telah diblokir
id: tidak bisa diakses melalui jaringan ini sesuai | maaf, konten terlarang ini
ms: laman web ini tidak dibenarkan | halaman web ini telah disekat
pl: dostęp do tej strony został zablokowany | ta strona została zablokowana
ro: accesul dumneavoastră către acest site a fost restricționat
sk: prístup k webovému sídlu bol zamedzený | táto stránka je na základe príkazu súdu
bg: достъпът до този сайт е спрян | достъпът до тази страница е ограничен
hi: इस वेबसाइट को अवरुद्ध
th: เว็บไซต์นี้ถูกระงับ | ระงับการเผยแพร่
vi: trang web này đã bị chặn
zh: 屏蔽访问 | 该网站暂时无法访问 | 您访问的网站被屏蔽 | 该域名未备案 | 网站未备案 | 该网页已被阻断 | 您访问的网站被
ko: 불법·유해 정보 | 이 사이트는 차단되었습니다
""")
BLOCKED_HEADLINES = rows("""
en: website has been blocked as per | blocked under an order of | blocked by order of | blocked by federal court order
de: zugriff auf diese website wurde gesperrt
es: contenido bloqueado por
it: sito web oscurato | sito bloccato su ordine | sito non raggiungibile per ordine | sito non raggiungibile
pt: site bloqueado por ordem judicial | bloqueado por ordem judicial
ru: доступ к ресурсу ограничен | доступ к сайту ограничен | ресурс заблокирован | сайт заблокирован по
uk: доступ до сайту обмежено | доступ заблоковано
tr: internet sitesine erişim engellenmiştir
pl: strona została zablokowana
id: internet positif
""")
BLOCKED_LINES = rows("""
tr: bilgi teknolojileri ve iletişim kurumu | telekomünikasyon iletişim başkanlığı
en: blocked | access blocked | page blocked | site blocked | website blocked | surf safely | web page blocked
en: 451 unavailable for legal reasons | error 451 | error - site blocked
ru: доступ ограничен | сайт заблокирован | доступ запрещён
uk: доступ обмежено | доступ заблоковано
es: sitio web bloqueado | contenido bloqueado | dominio-no-disponible
it: sito bloccato
nl: website geblokkeerd
id: internet positif | situs terlarang
fa: m3-6 | m1-6 | m2-6 | m4-6 | m5-6 | m6-6
""")

CHALLENGE_PHRASES = rows("""
cloudflare: just a moment... | checking your browser before | verify you are human by | verifying you are human
cloudflare: attention required! | enable javascript and cookies to continue | nur einen moment... | un momento...
cloudflare: needs to review the security of your connection | checking if the site connection is secure
cloudflare: performing security verification | sorry, you have been blocked | error code: 1020 | error code: 1010
cloudflare: is using a security service to protect itself | один момент... | un instant... | bir dakika lütfen...
akamai: you don't have permission to access "http
human: access to this page has been denied | press & hold to confirm | before we continue...
imperva: request unsuccessful. incapsula | additional security check is required | pardon our interruption
datadome: please enable js and disable any ad blocker
sucuri: sucuri website firewall
aws: let's confirm you are human
ddosguard: ddos-guard | checking your browser before accessing
anubis: making sure you're not a bot
fastly: client challenge | please enable javascript to proceed
vercel: vercel security checkpoint | we're verifying your browser
wordfence: your access to this site has been limited | your access to this service has been limited
f5: the requested url was rejected. please consult
radware: radware captcha page | your activity and behavior on this site made us think
arvan: در حال انتقال به سایت مورد نظر
yandex: подтвердите, что запросы отправляли вы
google: our systems have detected unusual traffic
captcha: i'm not a robot | complete the captcha | solve the captcha | complete the security check
captcha: unusual traffic from your computer | please verify you are a human | please wait while we verify
captcha: we need to verify that you are human | prove you are human | to continue, please verify
captcha: verify that you're not a robot | confirm that you are not a robot
captcha: please wait while your request is being verified
de: bitte bestätigen sie, dass sie ein mensch sind | sicherstellen, dass sie kein bot
fr: vérifiez que vous êtes humain | vérifiez que vous êtes un humain
es: verifica que eres humano | confirma que eres humano | verifique que usted es humano
it: verifica di essere umano
pt: verifique se você é humano
nl: controleren of u een mens bent
ru: подтвердите, что вы не робот | проверяем ваш браузер | подтвердите, что вы человек | проверка вашего браузера
tr: robot olmadığınızı doğrulayın | insan olduğunuzu doğrulayın
ar: تحقق من أنك إنسان
fa: در حال بررسی مرورگر
zh: 请完成安全验证 | 正在检查您的浏览器 | 请验证您是真人 | 访问验证
""")
CHALLENGE_HEADLINES = rows("""
captcha: are you a robot? | robot or human? | ddos protection by
de: sind sie ein roboter
ru: проверка браузера | вы не робот
""")
CHALLENGE_LINES = rows("""
en: human verification | security check | one more step | bot verification | robot check | security verification
f5: request rejected
""")

PARKED_PHRASES = rows("""
en: this domain is for sale | this domain may be for sale | this domain name is for sale | this website is for sale
en: this domain is parked | this domain has expired | this domain name has expired | this web page is parked
en: parked free, courtesy of | this domain was recently registered | this domain is registered at | buy this domain
en: inquire about this domain | make an offer on this domain | interested in this domain | this domain is available for
en: future home of something quite cool | the owner of this domain has not | this account has been suspended.
en: this domain name has been registered with | this domain name was registered at | this premium domain name may be
en: this premium domain is for sale | this is a free parking page | you can buy this domain
en: this domain could be yours
en: the domain owner maintains no relationship | this page provided to the domain owner | want your own website?
hover: is a totally awesome idea still being worked on
services: sedo domain parking | godaddy.com parked
de: diese domain steht zum verkauf | diese domain kaufen | diese domain ist geparkt | diese domain wurde registriert
de: diese internetpräsenz wurde soeben freigeschaltet | hier entsteht in kürze eine neue | diese domain ist bereits
de: diese domain wurde soeben | hier entsteht eine neue internetpräsenz
fr: ce domaine est à vendre | ce nom de domaine est à vendre | ce nom de domaine a expiré | ce domaine a expiré
fr: ce nom de domaine est réservé | votre hébergement est prêt | ce domaine est enregistré
es: este dominio está en venta | este dominio está a la venta | este dominio ha caducado | este dominio ha expirado
es: este dominio puede estar a la venta | este dominio está aparcado
pt: este domínio está à venda | este domínio expirou | este domínio pode estar à venda
it: questo dominio è in vendita | questo dominio è scaduto | questo dominio è stato registrato
nl: deze domeinnaam is te koop | deze domeinnaam is geregistreerd | dit domein is te koop
pl: ta domena jest na sprzedaż | ta domena wygasła
sv: den här domänen är till salu
ru: этот домен продается | этот домен продаётся | срок регистрации домена | домен припаркован | не привязан к хостингу
ru: не прилинкован к директории | домен зарегистрирован и | этот домен зарегистрирован
uk: цей домен продається | цей домен припарковано
tr: bu alan adı satılıktır | bu alan adı park edilmiştir
ar: هذا النطاق للبيع
fa: این دامنه به فروش | این دامنه پارک شده
zh: 您正在访问的域名可以转让 | 该域名正在出售 | 此域名出售 | 域名可以转让 | 该域名已过期
ja: このドメインは、お名前 | このドメインは売り出し中 | このドメインの有効期限
ko: 이 도메인은 판매 중
""")
PARKED_HEADLINES = rows("""
en: domain name is for sale | the domain is for sale | domain is parked | domain has expired | domain name has expired
services: hugedomains.com | available at afternic
en: domain name is available | get this domain | renew your domain | is available for purchase
ru: домен продается | домен продаётся
""")
PARKED_LINES = rows("""
fr: site en construction
en: account suspended | domain expired | domain for sale | parked domain | website coming soon | domain parking
en: website expired | this account has been suspended | a brand new domain! | is available for purchase
strato: strato - domain reserved
""")
