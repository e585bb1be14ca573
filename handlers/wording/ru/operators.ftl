# Что слышат операторы бота.

began-feed-dark = { $about } молчит: { $sentence }
began-feed-walled = { $about } нас не пускает (повторять бесполезно): { $sentence }
began-feed-moved = { $about } переехал навсегда: { $sentence }. Бот идёт следом; поправьте адрес в feeds.yaml.
began-chat-gone = { $about } больше ничего не получает: { $sentence }
began-dead-letters = Сообщения в { $about } не доставлены ({ $sentence }). Список: tocsin deadletters
began-unreadable = Записи для { $about } повреждены и не доставлены ({ $sentence }). Список: tocsin deadletters
began-disk-full = На диске { $about } почти нет места: { $sentence }
began-state-away = Хранилище не читается или не пишется; до его возвращения ничего не отправляется: { $sentence }
began-channel-trouble = { $about }: неполадки: { $sentence }
began-channel-broken = { $about } не принимает сообщений, нужно вмешательство: { $sentence }

over-feed-dark = { $about } снова отвечает.
over-feed-walled = { $about } снова нас пускает.
over-dead-letters = Недоставленных сообщений в { $about } больше нет.
over-unreadable = Повреждённых записей для { $about } больше нет.
over-disk-full = На диске { $about } снова есть место.
over-state-away = Хранилище снова работает; всё, что ждало, отправляется.
over-channel-trouble = { $about } снова работает.
over-channel-broken = { $about } снова принимает сообщения.

trouble-title = Tocsin: вам нужно знать
trouble-unsaid = см. tocsin deadletters
heartbeat =
    Tocsin не спит: за сутки опрошено лент: { $polled } из { $feeds }, молчат: { $dark }; событий: { $events }; последняя тревога: { $last }. Если вы ничего не слышали, ничего не произошло.
heartbeat-no-alert = за две недели не было

# Told to whoever asks too much.
slow-down = Слишком много сразу. Попробуйте снова через { $seconds } с.
