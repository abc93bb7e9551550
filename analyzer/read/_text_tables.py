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
    "ha dit|diu|berkata|menulis|mengatakan|berkomentar|nói|nói rằng|đã nói|viết|đã viết|bình luận|đã bình luận|"
    "कहते हैं|कहती हैं|कहता है|कहती है|ने कहा|ने लिखा|लिखते हैं|लिखती हैं|का कहना है|"
    "বলেছেন|বলেন|বলছেন|লিখেছেন|লিখেছে|মন্তব্য করেছেন|"
    "نے کہا|نے لکھا|کہتے ہیں|کہتی ہیں|کہتا ہے|کہتی ہے|لکھتے ہیں|لکھتی ہیں|کا کہنا ہے|"
    "میگوید|می‌نویسد|نوشته است|گفته است|אמרה|אומרת|כתבה|כותב|כותבת|הגיבה|מגיב|מגיבה|"
    "กล่าวว่า|กล่าว|พูดว่า|เขียนว่า|เขียน|ตอบว่า|แสดงความเห็นว่า|"
    "γράφει|σχολίασε|σχολιάζει|απάντησε|коментує|коментира|сказав|сказала|відповів|відповіла|каза|"
    "mondta|írja|hozzászólt|válaszolta|kirjoittaa|sanoi|kommentoi|vastasi|sade|svarade|kommenterade|sagde|svarede|"
    "ამბობს|თქვა|წერს|დაწერა|እንዲህ ይላል|እንዲህ አለ|እንዲህ ትላለች|እንዲህ አለች|ጽፏል|ጻፈ|ጻፈች|"
    "anasema|alisema|anaandika|aliandika|zice|a comentat|சொல்கிறார்|கூறுகிறார்|கூறினார்|எழுதினார்|"
    "说道|说|說道|說|写道|寫道|评论道|表示|発言|より|のコメント|さんのコメント|の発言|さんの発言|さんより|が書きました|さんが書きました|"
    "さんは書きました|님의 말|님이 말했습니다|님이 말하길|님이 썼습니다|님의 댓글|님이 작성"
)
ANSWERS = (
    "responded to|replied to|replying to|in reply to|in response to|reply to|replies to|responding to|"
    "antwortete auf|antwortet auf|als Antwort auf|antwortete|antwortet|"
    "a répondu à|répond à|en réponse à|en respuesta a|respondió a|responde a|"
    "em resposta a|respondeu a|in risposta a|ha risposto a|risponde a|als antwoord op|"
    "в ответ на|ответил|ответила|отвечает|reaguje na|odpověděl na|odpověděla na|v odpovědi na|"
    "odpowiada|odpowiedział|odpowiedziała|w odpowiedzi na|w odpowiedzi do|"
    "відповів|відповіла|відповідає|у відповідь на|в отговор на|отговори на|"
    "απάντησε στον|απάντησε στην|απάντησε στο|απαντά στον|απαντά στην|απαντά στο|σε απάντηση προς|σε απάντηση στον|σε απάντηση στην|"
    "رداً على|ردا على|ردًا على|رد على|ردت على|يرد على|در پاسخ به|در جواب|در جواب به|"
    "đã trả lời|trả lời cho|phản hồi tới|để trả lời|ตอบกลับถึง|ตอบกลับคุณ|ตอบกลับ|membalas|menanggapi|sebagai balasan untuk|"
    "svarade på|svarade|som svar på|som svar till|som svar til|svarte|svarede|vastasi käyttäjälle|"
    "vastauksena käyttäjälle|a răspuns lui|ca răspuns la|akimjibu"
)
GLUED_ANSWERS = "השיב ל|השיבה ל|הגיב ל|הגיבה ל|בתגובה ל|בתשובה ל|回复|回覆|回應了?|回应了?|➜|→|▶|►|▸|➔|⇒|↪|»"
# A line of its own below a header that says whom the comment answers: the name behind or before these words.
TO_BEFORE = (
    "als antwort auf|en réponse à|en respuesta a|em resposta a|in risposta a|als antwoord op|v odpovědi na|"
    "w odpowiedzi (?:na|do)|в ответ на|у відповідь на|в отговор на|σε απάντηση (?:προς|στον|στην|στο)|"
    "رداً على|ردا على|ردًا على|در پاسخ به|در جواب|ตอบกลับ(?:ถึง|คุณ)?|trả lời|phản hồi|som svar (?:på|till|til)|"
    "vastauksena käyttäjälle|vastaus käyttäjälle|membalas|balasan untuk|ca răspuns la|回复|回覆|返信先"
)
TO_BEFORE_GLUED = "בתגובה ל|בתשובה ל|回复|回覆|返信先[:：]"
TO_AFTER = (
    " के जवाब में|-?এর জবাবে| کے جواب میں|さん ?への返信|님에게 답글|님에게 답장|님의 댓글에 대한 답글|-?ის პასუხად|"
    " adlı kişiye (?:yanıt|cevap)(?: olarak)?| adlı kullanıcıya (?:yanıt|cevap)(?: olarak)?| részére válasz| felhasználónak válaszolva"
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
    "gönderen|yazan(?= ?:)|yorum yapan|yorumlayan|ekleyen|lagt inn av|skrevet av|inlagt av|"
    "लेखक|लेखिका|प्रेषक|द्वारा|লেখক|লিখেছেন|পোস্ট করেছেন|প্রেরক|مصنف|تحریر|منجانب|نویسنده|نوشته شده توسط|ارسال شده توسط|توسط|فرستنده|"
    "מאת|נכתב על ידי|פורסם על ידי|נשלח על ידי|על ידי|เขียนโดย|โพสต์โดย|โดย|ผู้เขียน|đăng bởi|gửi bởi|viết bởi|bởi|tác giả|người gửi|"
    "δημοσιεύτηκε από|αναρτήθηκε από|γράφτηκε από|από|συντάκτης|додав|додала|написав|опублікував|опубліковано|від|публикувано от|"
    "írta|beküldte|szerző|közzétette|kirjoittanut|kirjoittaja|lähettänyt|skrivet av|postat av|av|skrevet af|af|"
    "ავტორი|ditulis oleh|diposting oleh|dikirim oleh|(?-i:oleh)|oleh(?= ?:)|penulis|pengirim|imeandikwa na|"
    "imetumwa na|scris de|postat de|publicat de|"
    "작성자|글쓴이|"
    "作者|发表者|发布者|评论者|评论 由|评论人|网友|投稿者|بواسطة|تعليق بواسطة|تعليق من|كتبه|كتب|أرسلت بواسطة|يقول|قال|قالت|تقول"
)
CONNECTORS = (
    "on|at|am|um|den|le|el|a las|em|às|il|op|dne|v|в|от|dnia|o|den|på|за|في|بتاريخ|在|于|について|"
    "wrote on|posted on|the|about|vor|को|पर|দিন|তারিখে|بوقت|در|در تاریخ|ساعت|در ساعت|בתאריך|בשעה|เมื่อ|เวลา|lúc|vào|vào lúc|"
    "στις|στο|о|об|klo|kl|pada|pukul|tanggal|saa|tarehe|la|pe|tarihinde|saat"
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
回复|回覆|举报|赞|分享|点赞|引用|踩|返信|返信する|いいね|通報|답글|신고|좋아요|공유|
回應|檢舉|讚|編輯|编辑|删除|刪除|收起|展開|いいね！|シェア|シェアする|編集|削除|報告|引用する|低評価|高評価|답글 달기|답글쓰기|답장|댓글 달기|싫어요|인용|수정|삭제|추천|반대|
जवाब दें|जवाब|उत्तर दें|उत्तर|प्रतिक्रिया|प्रत्युत्तर दें|पसंद|पसंद करें|नापसंद|लाइक|शेयर करें|साझा करें|शेयर|
रिपोर्ट करें|शिकायत करें|संपादित करें|हटाएं|
উত্তর দিন|জবাব দিন|জবাব|উত্তর|রিপ্লাই|পছন্দ|পছন্দ করুন|লাইক|শেয়ার|শেয়ার করুন|রিপোর্ট|রিপোর্ট করুন|প্রতিউত্তর|
جواب دیں|جواب|پسند|پسند کریں|لائک|
شیئر|شیئر کریں|شکایت|شکایت کریں|رپورٹ کریں|پاسخ دادن|پاسخ دهید|پسندیدن|پسندیدم|گزارش|گزارش تخلف|اشتراک|اشتراک‌گذاری|نقل قول|
إعجاب|أعجبني|لم يعجبني|تبليغ|شارك|مشاركه|تعديل|حذف|ردّ|
הגב|הגיבו|תגובה|השב לתגובה|אהבתי|לייק|שתף|שיתוף|דווח|דיווח|ציטוט|צטט|ערוך|מחק|
ตอบกลับ|ตอบ|ถูกใจ|ไม่ถูกใจ|แชร์|รายงาน|อ้างอิง|แก้ไข|ลบ|
trả lời|phản hồi|thích|không thích|chia sẻ|báo cáo|báo xấu|trích dẫn|sửa|xóa|
απάντησε|απαντήστε|μου αρέσει|δεν μου αρέσει|κοινοποίηση|αναφορά|παράθεση|επεξεργασία|διαγραφή|
відповідь|подобається|не подобається|поскаржитися|поділитися|цитувати|редагувати|видалити|скарга|
ответ|не нравится|мне нравится|редактировать|удалить|жалоба|харесва ми|споделяне|докладвай|цитирай|
nie lubię|lubię|lubię to!|udostępnij|zgłoś naruszenie|edytuj|usuń|odpowiedź|
válaszol|válaszolok|tetszik|nem tetszik|megosztás|jelentés|jelentem|idézet|idézés|szerkesztés|törlés|
vastaa kommenttiin|tykkää|en tykkää|jaa|ilmoita|ilmoita asiaton viesti|lainaa|muokkaa|poista|
gilla inte|dela|anmäl inlägg|citera|redigera|ta bort|lik|liker|synes godt om|del|anmeld|rapporter|citer|citér|rediger|slet|
პასუხი|უპასუხე|მოწონება|მომწონს|გაზიარება|ციტირება|რეპორტი|რედაქტირება|
መልስ|መልስ ስጥ|ይመልሱ|ውደድ|ወድጄዋለሁ|አጋራ|ሪፖርት|
balas|balasan|suka|tidak suka|bagikan|laporkan|kutip|ubah|hapus|jibu|penda|shiriki|ripoti|
răspundeți|apreciez|îmi place|distribuie|raportează|citează|editează|பதில்|பதிலளி|விருப்பம்|பகிர்|புகார்
संपादित|स्थायी लिंक|पर्मालिंक|और दिखाएं|और दिखाएँ|और पढ़ें|उद्धृत करें|अपवोट|সম্পাদিত|পার্মালিংক|স্থায়ী লিংক|
স্থায়ী লিঙ্ক|আরও দেখুন|আরো দেখুন|আরও পড়ুন|
উদ্ধৃতি|উদ্ধৃত করুন|সম্পাদনা|মুছুন|মুছে ফেলুন|ترمیم شدہ|ترمیم|مستقل ربط|مزید دیکھیں|مزید پڑھیں|حذف کریں|اقتباس کریں|ویرایش شده|ویرایش|پیوند یکتا|
پیوند ثابت|لینک ثابت|بیشتر|بیشتر بخوانید|ادامه مطلب|لایک|معدل|تم التعديل|معدّل|رابط دائم|الرابط الدائم|عرض المزيد|
اقرأ المزيد|المزيد|עריכה|נערך|קישור ישיר|
קישור קבוע|הצג עוד|קרא עוד|מחיקה|แก้ไขแล้ว|ลิงก์ถาวร|ดูเพิ่มเติม|อ่านเพิ่มเติม|đã chỉnh sửa|đã sửa|chỉnh sửa|
liên kết tĩnh|liên kết cố định|xem thêm|
수정됨|편집됨|고유링크|고유 링크|퍼머링크|더보기|더 보기|편집|編集済み|編集済|パーマリンク|固定リンク|もっと見る|続きを読む|永久链接|永久連結|固定链接|固定連結|显示更多|
顯示更多|查看更多|展开|更多|已編輯|επεξεργασμένο|επεξεργάστηκε|μόνιμος σύνδεσμος|εμφάνιση περισσότερων|περισσότερα|μου αρέσει!|змінено|відредаговано|
постійне посилання|показати більше|детальніше|вподобати|вподобайка|постоянная ссылка|показать ещё|показать еще|
читать далее|править|постоянна връзка|
alıntıla|kalıcı bağlantı|kalıcı link|daha fazla|daha fazla göster|devamını oku|düzenle|edytowane|
bezpośredni link|bezpośredni odnośnik|pokaż więcej|
czytaj więcej|więcej|polub|szerkesztve|módosítva|közvetlen link|közvetlen hivatkozás|több megjelenítése|tovább|lájk|
muokattu|pysyvä linkki|suora linkki|
näytä lisää|lue lisää|redigerad|ändrad|permalänk|visa mer|läs mer|redigert|redigeret|permalenke|vis mer|
vis mere|les mer|læs mere|შესწორებულია|
რედაქტირებულია|მუდმივი ბმული|მეტის ჩვენება|მეტი|წაშლა|diedit|telah diedit|disunting|edit|tautan permanen|permalink|lihat selengkapnya|selengkapnya|
tampilkan lebih banyak|imehaririwa|editat|modificat|permalien|link permanente|legame permanente|trvalý odkaz|upravit|
smazat|upravené|zobrazit více|zobrazit víc|
ver más|leer más|mostrar más|eliminar|borrar|editar|ver mais|mostrar mais|ler mais|leia mais|excluir|modifier|
supprimer|voir plus|lire plus|lire la suite|
mehr anzeigen|mehr lesen|weiterlesen|löschen|modifica|elimina|mostra altro|leggi tutto|meer weergeven|lees meer|verwijderen|bewerken
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
    "相关文章|相關文章|コメントを残す|コメントを投稿|コメントを書く|コメントする$|メールアドレスが公開される|関連記事$|返信をキャンセル|"
    "댓글 남기기|댓글 쓰기|댓글 작성|댓글 달기$|답글 남기기|이메일 주소는|관련 글$|"
    "टिप्पणी करें|एक टिप्पणी छोड़ें|अपनी टिप्पणी|टिप्पणी छोड़ें|टिप्पणी जोड़ें|"
    "प्रातिक्रिया दे|प्रतिक्रिया दें$|आपका ईमेल पता|उत्तर रद्द करें|जवाब रद्द करें|संबंधित लेख|"
    "মন্তব্য করুন|একটি মন্তব্য|আপনার মন্তব্য|মন্তব্য লিখুন|আপনার ই-মেইল|আপনার ইমেইল|আপনার ইমেল|জবাব বাতিল|উত্তর বাতিল|"
    "تبصرہ کریں|اپنا تبصرہ|تبصرہ لکھیں|تبصرہ شامل|جواب منسوخ|آپ کا ای میل|آپ کا ای۔میل|"
    "دیدگاهتان را|دیدگاه خود را|نظر خود را|نظر شما$|نظر بدهید|ارسال نظر|ارسال دیدگاه|پاسخ دهید$|لغو پاسخ|نشانی ایمیل شما|آدرس ایمیل شما|مطالب مرتبط|"
    "اكتب تعليق|أكتب تعليق|اترك تعليق|"
    "כתיבת תגובה|כתוב תגובה|כתבו תגובה|השאר תגובה|השארת תגובה|השאירו תגובה|הוסף תגובה|הוספת תגובה|הגב לכתבה|האימייל לא|כתובת האימייל|"
    "כתובת הדוא|ביטול תגובה|בטל תגובה|כתבות נוספות|"
    "ใส่ความเห็น|แสดงความคิดเห็น|แสดงความเห็น|เขียนความคิดเห็น|เพิ่มความคิดเห็น|ยกเลิกการตอบ|อีเมลของคุณ|บทความที่เกี่ยวข้อง|"
    "để lại một bình luận|để lại bình luận|để lại một phản hồi|để lại phản hồi|để lại một trả lời|viết bình luận|thêm bình luận|gửi bình luận|"
    "bình luận của bạn|ý kiến của bạn|hủy trả lời|email của bạn sẽ|bài viết liên quan|"
    "αφήστε μια απάντηση|αφήστε ένα σχόλιο|αφήστε σχόλιο|γράψτε ένα σχόλιο|προσθήκη σχολίου|προσθέστε σχόλιο|το σχόλιό σας|ακύρωση απάντησης|"
    "η ηλ. διεύθυνση|η διεύθυνση email|το email σας|σχετικά άρθρα|"
    "залишити відповідь|залишити коментар|написати коментар|залиште коментар|ваш коментар|скасувати відповідь|ваша e-mail|ваша електронна адреса|"
    "вашият коментар|оставете коментар|напишете коментар|добави коментар|отказ на отговора|вашият имейл|вашият email|"
    "hozzászólás írása|hozzászólás küldése|vélemény, hozzászólás|szólj hozzá|írj hozzászólást|új hozzászólás|kilépés a válaszból|az e-mail címet|"
    "az e-mail-címet|kapcsolódó cikkek|kirjoita kommentti|lisää kommentti|kommentoi$|peruuta vastaus|sähköpostiosoitettasi|"
    "kommentera$|skriv kommentar|avbryt svar|din e-postadress|skriv et svar|skriv en kommentar|annuller svar|din e-mailadresse|din e-postadresse|"
    "დატოვე კომენტარი|კომენტარის დამატება|დაწერე კომენტარი|თქვენი ელფოსტის|თქვენი ელ-ფოსტის|პასუხის გაუქმება|"
    "አስተያየት ይስጡ|አስተያየት ስጥ|አስተያየትዎን|አስተያየት ያክሉ|ኢሜይልዎ|"
    "tinggalkan balasan|tinggalkan komentar|tulis komentar|tambahkan komentar|kirim komentar|batalkan balasan|alamat email anda|artikel terkait|"
    "acha maoni|andika maoni|toa maoni|acha jibu|barua pepe yako|"
    "lasă un răspuns|lasă un comentariu|lăsați un comentariu|scrie un comentariu|adaugă un comentariu|anulează răspunsul|adresa ta de email|"
    "கருத்து தெரிவிக்க|கருத்து இடுக|மறுமொழி இடவும்|உங்கள் மின்னஞ்சல்"
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
    r"댓글|टिप्पणियाँ|टिप्पणियां|टिप्पणियों|टिप्पणी|"
    r"प्रतिक्रियाएँ|प्रतिक्रियाएं|कमेंट्स|कमेंट|মন্তব্যসমূহ|মন্তব্য|কমেন্ট|تبصرے|تبصرہ|دیدگاه‌ها|دیدگاه|نظرات|نظر|پاسخ‌ها|"
    r"תגובות|תגובה|ความคิดเห็น|ความเห็น|bình luận|phản hồi|ý kiến|σχόλια|σχόλιο|απαντήσεις|hozzászólások|hozzászólás|vélemény|kommentit|kommenttia|"
    r"vastausta|კომენტარები|კომენტარი|პასუხი|አስተያየቶች|አስተያየት|komentar|tanggapan|balasan|maoni|comentarii|comentariu|răspunsuri|коментара|"
    r"கருத்துகள்|கருத்துக்கள்|கருத்து|評論|回复|回覆|コメント"
)
