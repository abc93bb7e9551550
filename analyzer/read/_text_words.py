"""Words that comment pages print around comments, in the languages that pages come in.

Tables and the few predicates over them: who-said verbs, lead-ins ("Posted by"), buttons,
headings with a count, and the lines with which the part after the comments begins.
Nothing here knows a site; a page's own fixed phrases are learnt in ``_text_bodies``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from analyzer.read._text_dates import find_date

_VERBS = (
    "says|said|wrote|writes|commented|comments|replied|replies|responded|asked|adds|added|opined|"
    "sagt|sagte|meint|meinte|schreibt|schrieb|kommentiert|kommentierte|antwortet|antwortete|"
    "hat gesagt|hat geschrieben|hat kommentiert|"
    "dit|a dit|a écrit|écrit|ecrit|a commenté|commente|répond|a répondu|"
    "dice|dijo|ha dicho|escribe|escribió|escribio|comenta|comentó|comento|opina|opinó|responde|respondió|"
    "diz|disse|escreve|escreveu|comentou|respondeu|"
    "ha detto|disse|scrive|ha scritto|commenta|ha commentato|risponde|"
    "zegt|zei|schreef|schrijft|reageerde|"
    "napsal|napsala|napsal/a|napsal(a)|píše|říká|řekl|řekla|řekl/a|řekl(a)|říká/píše|uvádí|komentuje|"
    "napísal|napísala|hovorí|vraví|"
    "pisze|napisał|napisała|napisał(a)|mówi|powiedział|powiedziała|skomentował|"
    "говорит|пишет|написал|написала|написал(а)|сказал|сказала|комментирует|отвечает|ответил|ответила|"
    "каже|пише|говорить|написав|написала|казва|kaže|piše|rekao|rekla|каже|"
    "dedi ki|diyor ki|diyor|dedi|yazdı|yazmış|der ki|yorumladı|"
    "säger|skriver|skrev|siger|sier|sa|sanoo|kirjoitti|"
    "spune|a spus|a scris|szerint|írta|mondja|λέει|έγραψε|είπε|"
    "يقول|قال|كتب|كتبت|تقول|قالت|يكتب|علق|"
    "گفت|گفته|می‌گوید|نوشته|نوشت|میگه|אומר|אמר|הגיב|כתב|"
    "ha dit|diu|berkata|menulis|nói|viết|कहते हैं|ने कहा|"
    "说道|说|說道|說|写道|寫道|评论道|表示|発言|より|のコメント|さんのコメント|님의 말"
)
_ANSWERS = (
    "responded to|replied to|replying to|in reply to|in response to|reply to|replies to|responding to|"
    "antwortete auf|antwortet auf|als Antwort auf|antwortete|antwortet|"
    "a répondu à|répond à|en réponse à|en respuesta a|respondió a|responde a|"
    "em resposta a|respondeu a|in risposta a|ha risposto a|risponde a|als antwoord op|"
    "в ответ на|ответил|ответила|отвечает|reaguje na|odpověděl na|v odpovědi na|"
    "odpowiada|w odpowiedzi na|回复|回覆|رداً على|ردا على|➜|→|▶|►|↪|»"
)
_LEADS = (
    "posted by|comment by|commented by|comment from|written by|submitted by|reply by|answer by|"
    "added by|left by|sent by|said by|from|by|"
    "geschrieben von|verfasst von|kommentar von|kommentiert von|gepostet von|eingestellt von|beitrag von|"
    "antwort von|von|"
    "rédigé par|posté par|publié par|écrit par|commentaire de|commentaire par|commenté par|envoyé par|"
    "réponse de|par|"
    "publicado por|escrito por|enviado por|comentado por|comentario de|comentario por|respuesta de|por|"
    "postado por|comentário de|comentário por|inviato da|scritto da|pubblicato da|postato da|"
    "commentato da|commento di|commento da|"
    "geplaatst door|geschreven door|reactie van|door|"
    "vložil|vložila|napsal|autor|přidal|přidala|zveřejnil|komentář od|komentoval|dodał|dodała|"
    "komentarz od|komentarz|"
    "автор|написал|написала|опубликовал|опубликовано|комментарий от|прислал|прислала|от|"
    "gönderen|yazan|yorum yapan|yorumlayan|ekleyen|lagt inn av|skrevet av|inlagt av|"
    "作者|发表者|发布者|评论者|评论 由|评论人|网友|投稿者|بواسطة|تعليق بواسطة|تعليق من|كتبه|كتب|أرسلت بواسطة|يقول|قال|قالت|تقول"
)
_CONNECTORS = (
    "on|at|am|um|den|le|el|a las|em|às|il|op|dne|v|в|от|dnia|o|den|på|за|في|بتاريخ|在|于|について|"
    "wrote on|posted on|the|about|vor"
)

_BUTTONS = frozenset(
    """
reply|replies|report|report abuse|flag|like|dislike|likes|share|permalink|link|link to comment|quote|
edit|delete|
recommend|recommended|recommend?|respond|responses|vote|vote up|vote down|upvote|downvote|up|down|
thumb up|thumb down|
parent|next|prev|root|past|favorite|hide thread|tweet|email|print|pin it|edited|context|save|follow|
more|read more|show more|show less|see more|hide|unhide|flag as inappropriate|
log in to reply|log in or register to post comments|login to reply|reply to this|reply to this comment|
report comment|report this comment|link to this comment|copy link|helpful|not helpful|perma|like this|
loading
bearbeitet|modifié|editado|upraveno|изменено|düzenlendi|已编辑|modificato|edytowano|bewerkt|
antworten|antwort|melden|kommentar melden|teilen|gefällt mir|zitieren|gefällt mir nicht|link|bearbeiten|
permanenter link|
répondre|repondre|signaler|signaler un abus|j'aime|j’aime|partager|citer|lien permanent|modérer|alerter|
responder|denunciar|me gusta|compartir|citar|reportar|no me gusta|contestar|enlace permanente|
curtir|compartilhar|denunciar|citar|
rispondi|segnala|mi piace|condividi|cita|reageren|reageer|beantwoorden|rapporteer|vind ik leuk|delen|citeer|
odpovědět|odpovedat|odpovedať|reagovat|nahlásit|to se mi líbí|sdílet|citovat|nahlásiť|
odpowiedz|zgłoś|lubię to|udostępnij|cytuj|zgłoś nadużycie|
ответить|пожаловаться|нравится|поделиться|цитировать|ссылка|відповісти|отговор|
yanıtla|cevapla|cevap ver|şikayet et|beğen|paylaş|alıntı|bildir|yanıt|
svara|svar|anmäl|gilla|vastaa|απάντηση|răspunde|válasz|odgovori|
رد|الرد|أعجبني|مشاركة|إبلاغ|رد على التعليق|تعليق|اقتباس|پاسخ|השב|
回复|回覆|举报|赞|分享|点赞|引用|踩|返信|返信する|いいね|通報|답글|신고|좋아요|공유
""".replace("\n", "|").split("|")
) - {""}

_WHOLE = r"\W{0,9}$"
_ENDS = (  # "$": only where the line holds no more, because bodies begin with these words as well
    "post a comment|post comment$|leave a reply|leave a comment|leave comment$|add a comment|"
    "add comment$|add your comment$|"
    "write a comment|your comment|submit a comment|submit comment|comments are closed|comments closed$|"
    "comment on this$|"
    "post a reply|speak your mind$|have your say$|join the discussion$|join the conversation$|"
    "what do you think$|"
    "cancel reply|your email address will not be published|required fields are marked|sign in to comment|"
    "log in to comment|you must be logged in|related posts$|related articles$|related stories$|"
    "you may also like$|"
    "more from$|most popular$|trending terms$|trending now$|recent comments$|recent posts$|"
    "previous post$|next post$|"
    "copyright ©|©|all rights reserved|notify me of|subscribe to$|older comments$|newer comments$|"
    "trackback url|"
    "this entry was posted|sign up for$|privacy policy$|"
    "schreibe einen kommentar|schreib einen kommentar|kommentar schreiben|kommentar verfassen|"
    "hinterlasse einen kommentar|"
    "hinterlasse eine antwort|kommentar hinterlassen|antwort hinterlassen|antworten abbrechen|"
    "antwort abbrechen|"
    "deine e-mail-adresse|ihre e-mail-adresse|kommentare sind geschlossen|ähnliche beiträge|"
    "das könnte$|neueste kommentare|"
    "laisser un commentaire|laissez un commentaire|ajouter un commentaire|poster un commentaire|"
    "écrire un commentaire|"
    "votre adresse e-mail|votre adresse de messagerie|laisser une réponse|annuler la réponse|"
    "articles similaires|"
    "les commentaires sont fermés|à lire aussi$|"
    "deja una respuesta|deja un comentario|dejar un comentario|añadir comentario|escribe un comentario|"
    "agregar comentario|"
    "tu dirección de correo|cancelar la respuesta|cancelar respuesta|publicar un comentario|"
    "los comentarios están cerrados|"
    "artículos relacionados|entradas relacionadas|"
    "deixe um comentário|deixe uma resposta|deixar um comentário|o seu endereço de e-mail|"
    "o seu endereço de email|"
    "cancelar resposta|adicionar comentário|comentários encerrados|postar um comentário|"
    "posts relacionados|leia também$|"
    "lascia un commento|scrivi un commento|lascia una risposta|il tuo indirizzo email|annulla risposta|"
    "aggiungi un commento|"
    "geef een reactie|plaats een reactie|laat een reactie|laat een bericht|je e-mailadres|"
    "reactie annuleren|"
    "napsat komentář|přidat komentář|zanechat odpověď|zanechte komentář|vaše e-mailová adresa|"
    "vložit komentář|"
    "zrušit odpověď|související články|pridať komentár|napísať komentár|vaša e-mailová adresa|"
    "dodaj komentarz|zostaw komentarz|skomentuj$|twój adres e-mail|anuluj pisanie odpowiedzi|"
    "napisz komentarz|"
    "добавить комментарий|оставить комментарий|оставьте комментарий|написать комментарий|ваш комментарий$|"
    "ваш адрес email|ваш e-mail|отменить ответ|комментарии закрыты|похожие записи|читайте также$|"
    "додати коментар|"
    "bir cevap yazın|bir yanıt yazın|yorum yap$|yorum yaz|yorum yazın|yorum ekle|cevabı iptal et|"
    "yanıtı iptal et|"
    "e-posta adresiniz|e-posta hesabınız|yorumlar kapalı|ilgili yazılar|benzer yazılar|"
    "lämna en kommentar|lämna ett svar|skriv en kommentar|legg igjen en kommentar|legg igjen et svar|"
    "jätä kommentti|"
    "اترك تعليقاً|اترك تعليقا|اترك رداً|اترك ردا|أضف تعليقاً|أضف تعليقا|أضف تعليق|إضافة تعليق|"
    "إلغاء الرد|لن يتم نشر|"
    "البريد الإلكتروني$|شارك برأيك$|مقالات ذات صلة|التعليقات مغلقة|"
    "发表评论|发表回复|发布评论|写评论|我要评论|添加评论|取消回复|您的电子邮箱地址|您的邮箱地址|"
    "發佈留言|發表迴響|發表評論|"
    "相关文章|相關文章|コメントを残す|コメントを投稿|댓글 남기기|댓글 쓰기"
)
_COMMENTS = (
    r"comments?|responses?|replies|reply|thoughts?|reader comments?|opinions?|kommentare?|antworten?|"
    r"meinung(?:en)?|"
    r"réponses?|commentaires?|réactions?|respuestas?|comentarios?|comentários?|respostas?|commenti|"
    r"commento|risposte|"
    r"reacties|reactie|antwoorden|komentářů|komentáře|komentář|komentárov|komentáre|příspěvků|"
    r"komentarze|komentarzy|komentarz|"
    r"комментари(?:ев|я|й|и)|коментар(?:ів|і|я|а)|отзыв(?:ов|а)?|ответ(?:ов|а)?|yorum(?:lar)?|cevap|yanıt|"
    r"kommentarer|svar|kommenttia|تعليقات|تعليق|تعليقاً|ردود|评论|条评论|則留言|留言|回复|回應|コメント|"
    r"댓글"
)
_COUNTED_WORD = re.compile(f"{_COMMENTS}|想法|düşünce|件|個|개|hozzászólás", re.I)
_DECLARED = (
    re.compile(
        rf"^\W{{0,3}}(?:all |total )?(\d{{1,6}})\s?(?:leser|nutzer|user |reader )?(?:{_COMMENTS})\b", re.I
    ),
    re.compile(
        rf"^\W{{0,3}}(?:{_COMMENTS})\s?(?:sur|zu|on|for)?\s?[:：(（\[]\s?(\d{{1,6}})\s?[)）\]]?\s?$", re.I
    ),
    re.compile(rf"^\W{{0,3}}(?:{_COMMENTS})\s(\d{{1,6}})$", re.I),
    re.compile(r"^\W{0,3}(?:共|全部)?\s?(\d{1,6})\s?(?:条|則|个|件の)\s?(?:评论|留言|回复|回應|コメント)"),
    re.compile(r"》(?:有|上有)\s?(\d{1,6})\s?(?:条|个|則|篇)\s?(?:评论|想法|回复|留言|評論|迴響)"),
    re.compile(r"[”»」\"]\s?(?:için|hakkında|üzerine)\s(\d{1,6})\s(?:yorum|cevap|yanıt|düşünce)", re.I),
    re.compile(r"[”»」\"]\s?(?:への|に|에|에 대한|bejegyzéshez)\s?(\d{1,6})\s?(?:件|개|hozzászólás)"),
)
_HAS_DIGIT = re.compile(r"\d")
_HEADING = re.compile(rf"^\W{{0,3}}(?:(?:user|reader|leser|nutzer)[- ]?)?(?:{_COMMENTS})\W{{0,3}}$", re.I)
_END = re.compile(rf"^\W{{0,3}}(?:{_ENDS.replace('$', _WHOLE)})(?!\w)", re.I)
_VERB = "(?:" + _VERBS.replace("(", "[(]").replace(")", "[)]") + ")"
_VERB_END = re.compile(
    rf"(?:^|(?<=[\s\"”»)\]*\u3000-\u9fff\uac00-\ud7af\uff00-\uffef])){_VERB}\s?(?:[:：]|\.\.\.|…)?\s*$", re.I
)
_VERB_GLUED = re.compile(
    r"(?:wrote|said|says|writes|schrieb|schreibt|sagt|sagte|dice|dijo|escribió|dit|napsal|пишет|написал)$"
)
_VERB_LEAD = re.compile(rf"^{_VERB}\s+(?=\S)", re.I)
_VERB_START = re.compile(rf"^{_VERB}\s?(?:[:：]|\.\.\.|…)$", re.I)
_ANSWER = re.compile(rf"(?:{_ANSWERS})\s*", re.I)
_LEAD = re.compile(rf"^(?:{_LEADS})(?:\s?[:：]\s?|\s+)", re.I)
_CONNECT_END = re.compile(rf"(?:^|\s)(?:{_CONNECTORS})$", re.I)
_TRIM = re.compile(r"^[\s|·•\-–—,:;/)\]\u200e\u200f]+|[\s|·•\-–—,:;/@(\[~>«»<#\u200e\u200f]+$")
_SIGNS = re.compile(r"^(?:[*+‣●◦▪■○►»-]\s+)?[\s|·•–—\u200e\u200f]+|^[*+‣●◦▪■○►»-]\s+|[\s|·•–—,:：\u200e\u200f]+$")
_PARTS = re.compile(r"[|·•/()\[\],↓↑→←▲▼»«]+|\s{2,}")
_COUNTED = re.compile(r"^\d+\s|\s\d+$")
_COUNT = re.compile(r"^[+\-–#]?\d{1,6}%?$")


@lru_cache(maxsize=1 << 14)
def declared_count(line: str) -> int | None:
    """The number of comments that a heading like "17 Comments" or "Comments (17)" claims."""
    if len(line) > 160 or not _HAS_DIGIT.search(line) or not _COUNTED_WORD.search(line):
        return None
    for rule in _DECLARED:
        if match := rule.search(line):
            return int(match.group(1))
    return None


@lru_cache(maxsize=1 << 14)
def is_heading(line: str) -> bool:
    """A line that opens the comments: "Comments", "17 Kommentare", "3 thoughts on …"."""
    return (
        len(line) <= 160
        and not is_button(line)
        and (bool(_HEADING.match(line)) or declared_count(line) is not None)
    )


def is_end(line: str) -> bool:
    """A line with which the page goes on after its comments: a form, related articles, a footer."""
    return len(line) <= 200 and bool(_END.match(line))


@lru_cache(maxsize=4096)
def is_button(line: str) -> bool:
    """Reply, Report, Like · Share, "Antworten ↓", "Recommend? (3)": a line of controls only."""
    if len(line) > 90:
        return False
    parts = [part.strip(" \t.:…-–") for part in _PARTS.split(line.casefold())]
    others = [part for part in parts if part and not _is_control(part)]
    if len(others) == sum(map(bool, parts)):
        return False
    spans = [(part, find_date(part)) for part in others if not _COUNT.match(part)]
    return all(span and span.end - span.start == len(part) for part, span in spans)


def _is_control(part: str) -> bool:
    return part in _BUTTONS or _COUNTED.sub("", part) in _BUTTONS


def trim(text: str) -> str:
    """A name next to a date, without separators and connecting words ("on", "um", "le")."""
    while True:
        cut = _CONNECT_END.sub("", _TRIM.sub("", text))
        if cut == text:
            return cut
        text = cut


def plain_name(text: str) -> str:
    """A name that has a line to itself: only bullets and a colon are taken off."""
    return _SIGNS.sub("", text)


def split_lead(text: str) -> tuple[str, str]:
    """("posted by:", rest) where the text starts with such a phrase, else ("", text)."""
    match = _LEAD.match(text)
    return (match.group().strip().casefold(), text[match.end() :]) if match else ("", text)


def split_verb(text: str, glued: bool = False) -> str | None:
    """What stands before a closing "said:", "a écrit :", "说道："; None where there is none."""
    if match := _VERB_END.search(text):
        return text[: match.start()].rstrip()
    if glued and (match := _VERB_GLUED.search(text)):
        return text[: match.start()].rstrip()
    return None


def after_verb(text: str) -> str:
    """What stands behind an opening "schrieb", "escribió" ("Am 3. Mai schrieb Anna:"), or ""."""
    match = _VERB_LEAD.match(text)
    return text[match.end() :] if match else ""


def is_verb(text: str) -> bool:
    """A bare "said:" (what is left right of "NAME on DATE")."""
    return bool(_VERB_START.match(text.strip(" ,")))


def split_answer(text: str) -> tuple[str, str] | None:
    """(speaker, addressee) of "X responded to Y"; the name may be glued to the verb."""
    match = _ANSWER.search(text)
    return (text[: match.start()].strip(), text[match.end() :].strip()) if match else None


@lru_cache(maxsize=4096)
def name_quality(name: str) -> float:
    """How much a string looks like a name, 0 to 1."""
    if not name or len(name) > 60 or is_button(name) or is_end(name):
        return 0.0
    words = name.split()
    if len(words) > 8 or not any(c.isalnum() for c in name):
        return 0.0
    if name[-1] in ".?!;,…。！？" and not (name[-1] == "." and (len(words[-1]) <= 4 or len(words) == 1)):
        return 0.1
    score = 1.0 if len(words) <= 3 else (0.9, 0.7, 0.4, 0.3, 0.2)[len(words) - 4]
    if "://" in name or (name[0] in "\"“„«'-•*–" and len(words) > 1):
        score *= 0.3
    if ":" in name or is_heading(name):
        score *= 0.4
    if len(words) >= 4 and not any(w[0].isupper() for w in words[1:]):
        score *= 0.5
    if len(name) > 14 and len(words) == 1 and ord(max(name)) > 0x3000:
        score *= 0.3
    return score
