"""Words that tell how a comment relates to another: greetings, thanks, assent, pronouns.

Closed-class lists for the languages that reader comments come in most (ar cs de en es fr
it nl pl pt ru tr zh). They are folded as ``_overlap.fold`` folds, so that case, accents
and Arabic vowel signs do not matter. A word that is common in another language with
another sense is left out rather than listed.
"""

from __future__ import annotations

import re

from analyzer.structure._overlap import fold


def _set(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


DEAR = _set(
    "dear liebe lieber liebes liebste liebster cher chère querido querida estimado estimada caro cara "
    "sevgili degerli дорогой дорогая уважаемый уважаемая drahý drahá milý milá vážený vážená drogi droga "
    "beste lieve prezado prezada 亲爱的 عزيزي عزيزتي أخي أختي"
)
GREETING = DEAR | _set(
    "hi hello hey heya heyy hallo halo huhu moin servus grüezi salut bonjour bonsoir coucou hola buenas "
    "ciao buongiorno olá oi merhaba selam slm ahoj dobrý zdravím cześć witaj привет здравствуйте "
    "здравствуй доброго 你好 您好 嗨 مرحبا أهلا السلام يا ach ach oh ah o good morning guten "
    "tag morgen abend "
    "gratulation congratulations congrats félicitations поздравляю tebrikler welcome willkommen"
)
THANKS = _set(
    "thanks thank thx ty cheers danke dank dankeschön vielen merci gracias grazie obrigado obrigada "
    "teşekkürler teşekkür sağol sağolun eyvallah díky děkuji děkuju dík dzięki dziękuję спасибо благодарю "
    "bedankt dankjewel 谢谢 感谢 多谢 شكرا شكراً مشكور"
)
ASSENT = _set(
    "yes yep yeah yup right exactly true agreed indeed correct absolutely sure ok okay ja jo joa jap jep "
    "jepp jup jupp jawohl genau "
    "stimmt richtig klar doch oui exactement sí si claro exacto vrai evet aynen tabii doğru ano jo přesně "
    "souhlasím да ага точно верно согласен согласна tak dokładnie 对 是的 同意 没错 نعم اجل صحيح"
)
DENIAL = _set(
    "no nope nah wrong not nein nee nö falsch quatsch unsinn stimmt non faux hayır yok yanlış ne nikoli "
    "нет неправда неверно nie 不 不是 错 لا كلا"
)
REPLY = _set(
    "answer answers answering reply replies replying response antwort antworten rückmeldung réponse répondre "
    "respuesta responder resposta risposta cevap cevabınız yanıt odpověď odpoved odpowiedź ответ ответы "
    "antwoord 回复 回答 答复 الرد ردك الاجابة"
)
SECOND_PERSON = _set(
    "you your yours yourself u ur du dich dir dein deine deinen deinem deiner euch euer eure tu te toi "
    "vous votre vos usted ustedes tú ti tuyo vosotros você vocês lei voi tuo sen seni sana senin "
    "siz sizi size sizin ty tě tobě tvůj tvoje vy vás vám váš vaše ты тебя тебе твой твоя твоё вы вас вам "
    "ваш ваша ваше wy wam jij jouw 你 您 你们 انت أنت انتم أنتم لك"
)
FIRST_PERSON = _set(
    "i me my mine we us our ich mich mir mein meine meinen wir uns unser je moi mon mes nous notre yo mí "
    "mis nosotros nuestro io noi beni bana benim biz bizim mě mně můj moje my nás nám náš я меня мне "
    "мой моя мы нас нам наш mnie mi mój ik mij 我 我们 انا أنا نحن"
)
TITLES = _set(
    "mr mrs ms miss dr prof sir herr herrn frau hr fr m mme monsieur madame señor señora sr sra don doña "
    "pan paní pane bay bayan hoca господин госпожа pani 先生 女士 السيد السيدة استاذ"
)
HOST_NAMES = _set(
    "admin administrator author autor autorin auteur redaktion redaction editor editors moderator "
    "webmaster support team yazar editör redakce редакция админ автор модератор 作者 管理员 المدير الادارة"
)
OPENERS = (
    GREETING
    | THANKS
    | ASSENT
    | DENIAL
    | TITLES
    | _set(
        "und and et y ve a и so well na nun also but aber mais pero ale но amin the zu an to à pour für "
        "for of "
        "very much so viel sehr many beaucoup mucho muchas lot my mein meine mon ma mi you vous dir ihnen "
        "great point "
        "sorry wow haha lol an re"
    )
)

QUESTION = re.compile(r"[?？؟;](?=\s|$|[\"”»)\]]|[?!])")
