# Botun operatorlarının eşitdikləri.

began-feed-dark = { $about } susur: { $sentence }
began-feed-walled = { $about } bizi buraxmır (təkrar soruşmağın faydası yoxdur): { $sentence }
began-feed-moved = { $about } həmişəlik köçüb: { $sentence }. Bot yeni ünvanı izləyir; feeds.yaml faylında dəyişin.
began-chat-gone = { $about } daha heç nə almır: { $sentence }
began-dead-letters = { $about } üçün mesajlar çatdırılmadı ({ $sentence }). Siyahı: tocsin deadletters
began-unreadable = { $about } üçün yazılar zədələnib və çatdırılmayıb ({ $sentence }). Siyahı: tocsin deadletters
began-disk-full = { $about } diskində demək olar yer qalmayıb: { $sentence }
began-state-away = Yaddaş oxunmur və ya yazılmır; qayıdana qədər heç nə göndərilmir: { $sentence }
began-channel-trouble = { $about }: nasazlıq: { $sentence }
began-channel-broken = { $about } mesaj qəbul etmir, müdaxilə lazımdır: { $sentence }

over-feed-dark = { $about } yenidən cavab verir.
over-feed-walled = { $about } bizi yenidən buraxır.
over-dead-letters = { $about } üçün çatdırılmamış mesaj daha yoxdur.
over-unreadable = { $about } üçün zədələnmiş yazı daha yoxdur.
over-disk-full = { $about } diskində yenidən yer var.
over-state-away = Yaddaş yenidən işləyir; gözləyənlər göndərilir.
over-channel-trouble = { $about } yenidən işləyir.
over-channel-broken = { $about } yenidən mesaj qəbul edir.

trouble-title = Tocsin: bilməlisiniz
trouble-unsaid = bax: tocsin deadletters
heartbeat =
    Tocsin oyaqdır: son bir gündə { $feeds } lentdən { $polled } lent yoxlanıb, susan: { $dark }; hadisə: { $events }; son həyəcan: { $last }. Heç nə eşitmədinizsə, heç nə baş verməyib.
heartbeat-no-alert = iki həftədir olmayıb

# Told to whoever asks too much.
slow-down = Birdən-birə çox oldu. { $seconds } saniyədən sonra yenidən cəhd edin.
