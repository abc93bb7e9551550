"""Words that tell how a comment relates to another: greetings, thanks, assent, pronouns.

Closed-class lists for the languages that reader comments come in most (ar cs de en es fr
it nl pl pt ru tr zh), and shorter ones for those beside them whose words no other language
has (am bn el fa fi he hi hu id ja ka ko sv sw th uk ur vi). They are folded as ``_overlap.fold`` folds, so that case, accents
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
    "beste lieve prezado prezada 亲爱的 親愛的 عزيزي عزيزتي أخي أختي "
    "प्रिय आदरणीय প্রিয় শ্রদ্ধেয় محترم محترمہ پیارے پیاری عزیزم گرامی היקר היקרה αγαπητέ αγαπητή αγαπητοί шановний шановна шановні дорога "
    "kedves tisztelt hyvä rakas kære ძვირფასო ውድ dragă stimate stimată уважаеми уважаема"
)
GREETING = DEAR | _set(
    "hi hello hey heya heyy hallo halo huhu moin servus grüezi salut bonjour bonsoir coucou hola buenas "
    "ciao buongiorno olá oi merhaba selam slm ahoj dobrý zdravím cześć witaj привет здравствуйте "
    "здравствуй доброго 你好 您好 嗨 مرحبا أهلا السلام يا ach ach oh ah o good morning guten "
    "tag morgen abend "
    "gratulation congratulations congrats félicitations поздравляю tebrikler welcome willkommen "
    "नमस्ते नमस्कार हैलो हेलो নমস্কার হ্যালো আসসালামু سلام علیکم درود ہیلو آداب عليكم اهلا שלום היי הי สวัสดี สวัสดีครับ สวัสดีค่ะ chào "
    "안녕하세요 안녕 반갑습니다 こんにちは こんばんは γεια σου σας καλημέρα καλησπέρα χαίρετε вітаю вітання привіт добрий здравей здравейте "
    "szia sziasztok üdv helló hei terve huomenta hej hejsan გამარჯობა სალამი selamat pagi siang malam habari jambo hujambo bună"
)
THANKS = _set(
    "thanks thank thx ty cheers danke dank dankeschön vielen merci gracias grazie obrigado obrigada "
    "teşekkürler teşekkür sağol sağolun eyvallah díky děkuji děkuju dík dzięki dziękuję спасибо благодарю "
    "bedankt dankjewel 谢谢 感谢 多谢 謝謝 感謝 شكرا شكراً مشكور "
    "धन्यवाद शुक्रिया ধন্যবাদ شکریہ ممنون ممنونم مرسی متشکرم سپاس תודה ขอบคุณ ขอบคุณครับ ขอบคุณค่ะ ขอบใจ 감사합니다 고맙습니다 감사해요 고마워요 "
    "ありがとう ありがとうございます ευχαριστώ ευχαριστούμε дякую дякуємо благодаря köszönöm köszi kösz köszönjük kiitos kiitokset tack "
    "მადლობა გმადლობთ አመሰግናለሁ terima makasih asante asanteni ahsante mulțumesc mersi"
)
ASSENT = _set(
    "yes yep yeah yup right exactly true agreed indeed correct absolutely sure ok okay ja jo joa jap jep "
    "jepp jup jupp jawohl genau "
    "stimmt richtig klar doch oui exactement sí si claro exacto vrai evet aynen tabii doğru ano jo přesně "
    "souhlasím да ага точно верно согласен согласна tak dokładnie 对 是的 同意 没错 沒錯 نعم اجل صحيح "
    "हाँ हां जी सही बिल्कुल सहमत হ্যাঁ জি ঠিক সহমত একমত ہاں جی بالکل درست متفق ٹھیک صحیح بله آره دقیقا موافقم כן נכון בדיוק מסכים מסכימה צודק צודקת "
    "ใช่ ใช่ครับ ใช่ค่ะ ถูก ถูกต้อง จริง เห็นด้วย đúng 네 예 맞아요 맞습니다 그래요 동의합니다 동감입니다 はい なるほど 確かに 同感 "
    "ναι σωστά ακριβώς συμφωνώ авжеж згоден згодна правильно вірно igen pontosan egyetértek persze kyllä joo juuri totta aivan "
    "precis håller instämmer კი დიახ მართალია ზუსტად სწორია ვეთანხმები አዎ አዎን ልክ እስማማለሁ betul benar setuju ndiyo ndio sahihi nakubali"
)
DENIAL = _set(
    "no nope nah wrong not nein nee nö falsch quatsch unsinn stimmt non faux hayır yok yanlış ne nikoli "
    "нет неправда неверно nie 不 不是 错 错了 错誤 不对 لا كلا "
    "नहीं गलत ग़लत না ভুল نہیں غلط نه نخیر اشتباه לא טעות ไม่ ไม่ใช่ ไม่จริง ผิด không 아니요 아니오 아뇨 아닙니다 틀렸어요 틀렸습니다 "
    "いいえ 違います όχι λάθος ні невірно nieprawda bzdura nem téved tévedsz väärin nej forkert არა არასწორია አይ አይደለም ስህተት "
    "tidak bukan hapana "
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
    "ваш ваша ваше wy wam jij jouw 你 您 你们 انت أنت انتم أنتم لك "
    "आप आपने आपका आपकी आपके आपको तुम तुमने तुम्हारा तुम्हारी तुम्हें আপনি আপনার আপনাকে আপনারা তুমি তোমার তোমরা آپ تم تمہارا تمہاری تمہیں شما "
    "אתה אתם אתן שלך שלכם คุณ เธอ 당신 당신은 당신이 님은 εσύ εσείς εσένα σου σας ти тебе тобі твій твоя вам вами ваш ви ciebie tobie twój twoja "
    "neked sinä sinun sinulle teidän შენ თქვენ შენი თქვენი አንተ አንቺ እርስዎ kamu wewe wako yako"
)
FIRST_PERSON = _set(
    "i me my mine we us our ich mich mir mein meine meinen wir uns unser je moi mon mes nous notre yo mí "
    "mis nosotros nuestro io noi beni bana benim biz bizim mě mně můj moje my nás nám náš я меня мне "
    "мой моя мы нас нам наш mnie mi mój ik mij 我 我们 انا أنا نحن "
    "मैं मैंने मुझे मेरा मेरी मेरे हम हमें हमारा আমি আমার আমাকে আমরা আমাদের مجھے میرا میری ہم ہمارا אני אנחנו שלי שלנו ผม ฉัน เรา "
    "나는 저는 제가 내가 우리 우리는 εγώ εμείς μου μας мені мій моя наш engem nekem minä minun minulla jag mig მე ჩემი ჩვენ እኔ እኛ saya aku kami kita mimi sisi"
)
TITLES = _set(
    "mr mrs ms miss dr prof sir herr herrn frau hr fr m mme monsieur madame señor señora sr sra don doña "
    "pan paní pane bay bayan hoca господин госпожа pani 先生 女士 السيد السيدة استاذ "
    "श्री श्रीमती सुश्री জনাব শ্রী جناب آقای خانم κύριε κυρία пане пані ბატონო ქალბატონო አቶ ወይዘሮ คุณ pak bapak ibu mbak bwana ndugu"
)
HOST_NAMES = _set(
    "admin administrator author autor autorin auteur redaktion redaction editor editors moderator "
    "webmaster support team yazar editör redakce редакция админ автор модератор 作者 管理员 المدير الادارة "
    "एडमिन संपादक অ্যাডমিন সম্পাদক ایڈمن مدیر ادمین מנהל עורך ผู้ดูแล 관리자 운영자 管理人 管理者 διαχειριστής адмін редактор "
    "szerkesztő ylläpito redaktionen ადმინი ადმინისტრატორი"
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
        "sorry wow haha lol an re ya так يا و और लेकिन पर কিন্তু لیکن ولی اما אבל ו αλλά και але та och lakini tapi"
    )
)

QUESTION = re.compile(r"[?？؟;\u037e፧](?=\s|$|[\"”»)\]]|[?!])")
