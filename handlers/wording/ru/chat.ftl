button-open = Открыть
button-sources = Источники { $count }
button-why = Почему?
button-mute = Заглушить
button-follow = Следить: { $topic }
button-unfollow = Не следить: { $topic }
button-latest = Последнее
button-mute-kind = Заглушить все: { $kind }

welcome = Я поднимаю тревогу, когда одна страна задерживает, высылает, блокирует или вызывает кого-то из другой. Выберите, о чём вы хотите знать.
welcome-outsider = Это сигнал тревоги одной редакции. Попросите у её администратора ссылку-приглашение и откройте её здесь.
joined-member = Вы приняты. Выберите, о чём вы хотите знать.
joined-admin = Теперь вы администратор. Приглашайте коллег командой /invite и выберите, о чём хотите знать.
help-title = Что я умею
help-access = Чтобы пользоваться ботом, попросите приглашение у его администратора.

command-start = первые шаги
command-help = что я умею
command-subscribe = следить здесь за темой
command-unsubscribe = больше не следить за темой
command-topics = все темы, отмечены те, за которыми здесь следят
command-topic = последнее по одной теме
command-latest = последние события: /latest [тема] [число]
command-why = почему прозвучал сигнал: ответьте на него командой /why
command-sources = кто сообщает о событии: ответьте на сигнал командой /sources
command-mute = больше не сообщать об этом событии: ответьте на сигнал командой /mute
command-unmute = снова слышать всё
command-settings = язык, наименьшая важность и другое
command-test = отправить пробный сигнал по всему пути
command-invite = одноразовая ссылка-приглашение
command-forget = удалить всё, что я храню об этом чате

topics-title = Темы. Отмечены те, за которыми здесь следят. Нажмите, чтобы изменить.
topics-none = Тем пока нет.
topic-followed = Этот чат следит за темой «{ $topic }».
topic-not-followed = Этот чат не следит за темой «{ $topic }».
subscribed = Этот чат теперь следит за темой «{ $topic }». Вы узнаете о том, что произойдёт с этой минуты.
invite-me = Если меня ещё нет в этом канале, введите /invite @Tocsin, иначе я не смогу здесь писать.
unsubscribed = Этот чат больше не следит за темой «{ $topic }».
latest-all = Последние события
latest-of = Последнее по теме «{ $topic }»
latest-none = Пока ничего.
more = … и ещё { $count }

why-title = Почему прозвучал сигнал
why-event = Событие { $event }
why-rule = Правило { $rule }
why-sentence = Предложение
why-steps = Как это прочитано: { $steps }
why-status = Статус: { $status }
why-severity = Важность { $severity } из 5
sources-title = Кто сообщает
sources-before = до { $time }: { $headline }
sources-origin = первоисточник { $origin }

muted-event = Заглушено здесь: { $event }
muted-kind = Заглушено в этом чате: { $kind }
muted-country = Заглушено в этом чате: { $country }
mute-which = Ответьте этой командой на сигнал или назовите вид либо страну: { $example }
unmuted = Здесь больше ничего не заглушено.

settings-title = Настройки этого чата
settings-language = Язык: { $language }
settings-zone = Часовой пояс: { $zone } (изменить: { $command } Asia/Baku)
settings-severity = Сигнал начиная с важности { $severity } из 5
settings-crime-on = Обычные преступления тоже вызывают сигнал
settings-crime-off = Обычные преступления пропускаются
settings-edits-on = Сигналы дополняются без звука
settings-edits-off = Отправленные сигналы не меняются
settings-saved = Сохранено.
language-name = русский

test-sent = Пробный сигнал уже в пути в этот чат.
test-headline = Это проверка тревоги. Ничего не произошло.
test-sentence = В этом чате попросили пробный сигнал; он прошёл весь путь настоящего.
invitation = Одноразовое приглашение, действует семь дней:
forgotten = Всё, что я хранил об этом чате, удалено.
amended = Исправлено редактором

no-access = Я отвечаю только сотрудникам редакции. Попросите у её администратора ссылку-приглашение.
administrators-only = Это могут только администраторы бота.
chat-administrators-only = Изменять темы этого чата могут только его администраторы.
private-only = Спросите меня об этом в личном чате.
no-invitations = Приглашения отключены: люди названы в настройках бота.
role-unknown = Нет роли { $role }: member или admin.
invitation-unknown = Приглашение использовано, устарело или неизвестно. Попросите новое.
topic-which = Какая тема?
topic-unknown = Темы «{ $words }» нет.
topic-nearest = Темы «{ $words }» нет. Вы имели в виду { $near }?
topic-ambiguous = Это может быть несколько тем: { $names }.
not-followed = Этот чат не следит за темой «{ $topic }».
event-unknown = Этого события я уже не помню.
zone-unknown = Я не знаю часового пояса «{ $zone }». Назовите его так: Europe/Moscow.
severity-unknown = Важность — это число от 1 до 5.
language-unknown = Я говорю на en, ru и az.
reply-to-alert = Ответьте этой командой на сигнал.
command-nearest = Я не знаю команды { $command }. Вы имели в виду { $near }?
command-unknown = Я не знаю команды { $command }.
try-later = Сейчас не получилось. Попробуйте через минуту.

# More answers.
command-search = поиск по архиву: слова, kind:, from:, to:, since:
command-trend = напряжённость пары стран картинкой: /trend az-ru 30
command-digest = получать тему сводкой, раз в час или раз в день
command-missed = сообщить, что я пропустил: /missed ССЫЛКА ЗАГОЛОВОК
command-export = всё, что я храню об этом чате, файлом
command-privacy = что я храню и как долго
command-cancel = оставить как есть
command-channel = вести канал, где вы администратор
command-status = как я себя чувствую: ленты, недоставленное, последний сигнал
command-feeds = все ленты и что с ними не так
command-deadletters = сигналы, которые не удалось доставить
command-falsealarm = признать событие ложной тревогой: ответьте на сигнал
command-merge = два события — одно: ответьте на сигнал
command-split = сообщение о другом событии: ответьте на сигнал
command-backtest = как часто прозвучали бы слова, тема или правило
command-broadcast = сказать что-то во всех чатах
command-audit = что делали редакторы и администраторы
help-editors = Для редакторов
search-how = Что вы ищете? Например: { $example }
search-title = Найдено: { $query }
search-none = В архиве нет ничего подходящего: { $query }.
search-more = Есть ещё; уточните запрос.
pick-event = Какое событие?
trend-title = { $one } и { $other }, { $days } дн.
trend-side = { $source } → { $target }
trend-level = { $direction }: { $level } из 10
trend-events = { $count ->
        [0] нет событий
        [one] { $count } событие
        [few] { $count } события
       *[other] { $count } событий
    }
trend-ladder = Лестница напряжённости, 0–10
trend-kinds = События по видам
trend-quiet = За это время ничего не сообщалось.
trend-days = { $days } дн.
trend-alt = { $title }. { $there }. { $back }. { $events }.
pick-pair = Какая пара стран?
own-preview = За последние { $days } дн. { $count ->
        [one] прозвучало бы { $count } раз
        [few] прозвучало бы { $count } раза
       *[other] прозвучало бы { $count } раз
    }
own-save = Сохранить и следить
own-saved = Сохранено, чат следит за темой: { $topic }
own-removed = Удалено: { $topic }. Было: { $spelled }
own-share = Поделиться: { $link }
own-help = Своя тема: { $example }. Изменить — той же командой, удалить — { $remove }.
mute-how = Ответьте на сигнал командой /mute или назовите вид либо страну и срок: { $example }
muted-until = Заглушено здесь до { $time }: { $what }
mute-crime = обычные преступления
mutes-title = Заглушено здесь. Нажмите, чтобы снова слышать.
mutes-none = Здесь ничего не заглушено.
unmute-all = Снова слышать всё
unmuted-one = Снова слышно: { $what }
for-hours = На { $hours } ч
settings-sound = Звучит начиная с важности { $severity }
settings-soundless = Без звука
settings-quiet-off = Тихих часов нет (задать: { $command })
settings-quiet = Тихо с { $start } до { $end }; важность { $breaks } прорывается
settings-quiet-all = Тихо с { $start } до { $end }; ничто не прорывается
settings-quiet-night = Тихо 23:00–07:00
settings-quiet-end = Отменить тихие часы
settings-outlet-languages = Языки изданий: { $languages }
settings-owners = Владельцы изданий: { $owners }
settings-all = все
settings-more = Издания …
settings-back = Назад
settings-unknown = Нет настройки «{ $name }». Есть { $known }.
outlets-title = Сигнал звучит, если сообщает отмеченное издание. Без отметок — все.
owner-unknown = Нет владельца «{ $name }». Есть { $known }.
digest-title = Как приходит каждая тема. Нажмите, чтобы изменить.
digest-none = Этот чат пока не следит ни за одной темой.
digest-instant = сразу
digest-hourly = раз в час
digest-daily = ежедневно в { $time }
digest-set = { $topic }: { $when }
digest-how = Напишите так: { $example }
bundle-title = { $count ->
        [one] { $count } событие одним сообщением
        [few] { $count } события одним сообщением
       *[other] { $count } событий одним сообщением
    }
bundle-overdue = { $count ->
        [one] Пока меня не было: { $count } событие
        [few] Пока меня не было: { $count } события
       *[other] Пока меня не было: { $count } событий
    }
first-topics = 1/3. О чём вы хотите знать?
first-loud = 2/3. Насколько громко?
first-loud-1 = Всё
first-loud-3 = Важное
first-loud-4 = Только тяжёлое
first-language = 3/3. Какой язык?
first-done = Готово. Новые сигналы придут по мере событий. За последние сутки:
first-nothing = Готово. Новые сигналы придут по мере событий. Последние сутки были спокойными.
missed-kept = Записано. Спасибо, это помогает исправлять правила.
missed-known = Я об этом знаю: { $event }.
missed-rang = Сигнал прозвучал в { $time }.
missed-rested = Сигнала не было: { $status }, важность { $severity }.
missed-outlet-unread = Я не читаю лент этого издания.
missed-outlet-read = Я читаю { $outlet }, но по этому адресу события не возникло.
missed-headline = Пришлите ещё раз с заголовком, и я покажу, как его прочёл.
missed-reads = Я прочёл в нём: { $acts }
missed-near = Почти: «{ $words }» ({ $verdict })
missed-nothing = Я не нашёл в этих словах действия одной страны против другой.
export-caption = Всё, что я храню об этом чате.
privacy-text = Номер и название чата, его настройки, темы и заглушённое я храню до /forget; какие сигналы сюда отправлены — до года после события. То, что вы пишете в исправлениях, сообщениях о пропущенном и обращениях ко всем, остаётся в журнале с вашим номером; отметка о работе неделю хранит имя того, кто её сделал. Других сообщений я не храню. /export отдаёт всё, что я храню об этом чате.
forget-sure = Удалить всё, что я храню об этом чате? Сигналы сразу прекратятся.
forget-yes = Удалить всё
cancelled = Ничего не изменено.
button-cancel = Отмена
false-sure = Признать ложной тревогой? Все сообщения о нём будут исправлены: { $event }
false-yes = Ложная тревога
false-done = Ложная тревога. Все сообщения о нём исправляются: { $event }
merge-with = Какое из них — то же событие, что { $event }?
merge-nothing = Других недавних событий между этими странами нет.
merge-done = Объединено. Все сообщения исправляются: { $event }
split-which = Какое сообщение — о другом событии, чем { $event }?
split-one = У этого события одно сообщение.
split-done = Разделено. Все сообщения исправляются: { $event }
backtest-how = Что проверить? Тему, слова или правило: { $example }
status-title = Как я себя чувствую
status-feeds = Лент: { $count }, с неполадками: { $dark }
status-polled = Последний опрос { $time }
status-never = Ещё ничего не опрошено
status-rang = Последний сигнал { $time }: { $event }
status-silent = Сигналов ещё не было
status-chats = Чатов: { $count }
status-dead = Не доставлено сигналов: { $count }
status-corrections = Ждёт исправлений: { $count }
feeds-title = Ленты
feed-good = последняя новость { $time }
feed-unread = ещё не прочитана
dead-title = Не доставлено
dead-none = Всё доставлено.
dead-again = Ещё раз: { $chat }
dead-revived = Пробую ещё раз.
broadcast-sure = Отправить это в чаты: { $count }?
broadcast-yes = Отправить
broadcast-done = Сказано в { $count } чатах из { $all }.
broadcast-long = Не больше { $most } знаков.
audit-title = Что было сделано
audit-none = Пока ничего.
note-false-alarm = ложная тревога
note-merged = объединено
note-split = разделено
note-missed = пропущено
note-claimed = взято в работу
note-released = отпущено
note-published = опубликовано
note-dropped = снято
note-invited = приглашение
note-broadcast = сказано всем
note-revived = отправлено ещё раз
channel-how = Выберите канал, где вы администратор, или назовите его: { $example }. Чтобы писать, я должен быть там администратором.
channel-pick = Выбрать канал
channel-not-yours = Я не нахожу канала «{ $name }», где вы администратор и где мне можно писать.
channel-title = { $title }: что я там делаю. Ещё: { $example }
mark-merged = Объединено с другим событием
