"""Wordings by which a page shows that this address holds no article: errors told in HTTP 200, login walls.

``…_PHRASES`` count where they begin a line or stand in a heading, ``…_LINES`` are whole lines.
"""

from __future__ import annotations

from crawler.canonical.wordings import wordings

ERROR_PHRASES = wordings("""
en: page not found | 404 not found | 404 error | error 404 | not found (404) | the page you are looking for
en: the page you requested | the page you were looking for | the page you're looking for | page cannot be found
en: page could not be found | page can't be found | page doesn't exist | page does not exist | page no longer exists
en: article not found | story not found | content not found | nothing was found at this location
en: page is no longer available | article is no longer available | content is no longer available
en: story is no longer available | this page has been removed | this article has been removed
en: this content has been removed
en: an error occurred while processing | oops! that page | we can't find the page | we couldn't find the page
servers: 502 bad gateway | 503 service | service temporarily unavailable | 504 gateway | gateway time-out
servers: gateway timeout | 500 internal server error | internal server error | 403 forbidden | 403 - forbidden
servers: 400 bad request | 401 unauthorized | 410 gone | 429 too many requests | web server is down
servers: origin is unreachable | error 520 | error 521 | error 522 | error 523 | error 524 | guru meditation
servers: no server is available to handle this request | the server is temporarily unable to service your request
applications: error establishing a database connection | database connection error | database error
applications: there has been a critical error | fatal error: uncaught | uncaught exception
applications: application error: a client-side exception
applications: briefly unavailable for scheduled maintenance | site is under maintenance | site is undergoing maintenance
applications: down for maintenance | scheduled maintenance | we'll be back soon | site is temporarily unavailable
de: seite nicht gefunden | seite wurde nicht gefunden | seite konnte nicht gefunden werden | diese seite existiert nicht
de: wartungsarbeiten | fehler 404
fr: page introuvable | page non trouvée | la page que vous | cette page n'existe pas | erreur 404 | site en maintenance
es: página no encontrada | no se encontró la página | la página que busca | la página no existe | sitio en mantenimiento
pt: página não encontrada | a página que você procura
it: pagina non trovata | la pagina che stai cercando
nl: pagina niet gevonden
sv: sidan kunde inte hittas | sidan hittades inte
da: siden blev ikke fundet
no: siden finnes ikke
pl: nie znaleziono strony | strona nie została znaleziona
cs: stránka nenalezena | stránka nebyla nalezena
ru: страница не найдена | страницы не существует | запрашиваемая страница | ошибка 404 | на сайте ведутся технические
uk: сторінку не знайдено | сторінка не знайдена
tr: sayfa bulunamadı | aradığınız sayfa
ar: الصفحة غير موجودة | الصفحة المطلوبة غير | لم يتم العثور على الصفحة
fa: صفحه مورد نظر | صفحه یافت نشد | صفحه پیدا نشد
zh: 页面不存在 | 找不到页面 | 您访问的页面
ja: ページが見つかりません | お探しのページ
ko: 페이지를 찾을 수 없습니다
""")
ERROR_LINES = wordings("""
en: 404 | 403 | 500 | 502 | 503 | error | forbidden | not found | access denied | bad gateway | service unavailable
en: something went wrong | an error occurred | nothing found | oops! | too many requests | gateway timeout
en: under maintenance | maintenance mode | bad request | temporarily unavailable | connection timed out
""")

LOGIN_PHRASES = wordings("""
en: log in to continue | sign in to continue | login to continue | please log in to | please sign in to | log in to read
en: sign in to read | subscribe to read | subscribe to continue | to continue reading | to keep reading
en: register to read
en: register to continue | create a free account | this article is for subscribers | this content is for subscribers
en: this story is for subscribers | for subscribers only | subscribers only | already a subscriber | already a member
en: you must be logged in | you need to log in | you must log in | this content is for members | unlock this article
de: bitte melden sie sich an | jetzt anmelden und weiterlesen | nur für abonnenten | anmelden, um weiterzulesen
de: sie haben bereits ein abo | weiterlesen mit
fr: réservé aux abonnés | réservé à nos abonnés | connectez-vous pour | déjà abonné
es: inicia sesión para | exclusivo para suscriptores | contenido exclusivo para suscriptores | ya soy suscriptor
pt: exclusivo para assinantes | faça login para | já é assinante
it: accedi per continuare | riservato agli abbonati | sei già abbonato
nl: log in om verder te lezen | alleen voor abonnees
sv: logga in för att läsa | endast för prenumeranter
ru: войдите, чтобы | только для подписчиков | авторизуйтесь, чтобы
tr: devamını okumak için giriş | abonelere özel
ar: سجل الدخول للمتابعة | للمشتركين فقط
fa: برای ادامه وارد شوید | ویژه مشترکین
ja: この記事は会員限定
""")
