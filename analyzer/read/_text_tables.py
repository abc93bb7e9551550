"""The words that comment pages print around comments, in the languages that pages come in.

Tables only: who-said verbs, answers, lead-ins ("Posted by"), words before a date, buttons,
the lines with which the part after the comments begins, and words for comments.
``_text_words`` asks them.
"""

from __future__ import annotations

VERBS = (
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
ANSWERS = (
    "responded to|replied to|replying to|in reply to|in response to|reply to|replies to|responding to|"
    "antwortete auf|antwortet auf|als Antwort auf|antwortete|antwortet|"
    "a répondu à|répond à|en réponse à|en respuesta a|respondió a|responde a|"
    "em resposta a|respondeu a|in risposta a|ha risposto a|risponde a|als antwoord op|"
    "в ответ на|ответил|ответила|отвечает|reaguje na|odpověděl na|v odpovědi na|"
    "odpowiada|w odpowiedzi na|回复|回覆|رداً على|ردا على|➜|→|▶|►|↪|»"
)
LEADS = (
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
CONNECTORS = (
    "on|at|am|um|den|le|el|a las|em|às|il|op|dne|v|в|от|dnia|o|den|på|за|في|بتاريخ|在|于|について|"
    "wrote on|posted on|the|about|vor"
)

BUTTONS = frozenset(
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

WHOLE = r"\W{0,9}$"
ENDS = (  # "$": only where the line holds no more, because bodies begin with these words as well
    "post a comment|post comment$|leave a reply|leave a comment|leave comment$|add a comment|"
    "add comment$|add your comment$|"
    "write a comment|your comment$|your comment could not be posted|submit a comment|submit comment|comments are closed|comments closed$|"
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
COMMENTS = (
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
