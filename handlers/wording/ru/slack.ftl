slack-mute-event = Заглушить событие
slack-claim = Беру
slack-release = Отпустить
slack-publish = Опубликовано …
slack-drop = Отказаться
slack-false-alarm = Ложная тревога
slack-working = В работе до { $time }: { $name }.
slack-published = Опубликовано: { $name }.
slack-dropped = Материала не будет, решение принято: { $name }.
slack-free = Никто над этим не работает.
slack-let-go = Время вышло: { $name }. Никто над этим не работает.
slack-taken = Уже в работе до { $time }: { $name }.
slack-taken-published = Уже опубликовано: { $name }.
slack-taken-dropped = Уже отклонено: { $name }.
slack-yours = Событие ваше до { $time }.
slack-released = Отпущено.
slack-marked-published = Отмечено как опубликованное.
slack-marked-dropped = Отмечено: материала не будет.
slack-false-title = Ложная тревога
slack-false-why = Почему тревога ложная?
slack-false-hint = Например: футбольный трансфер, старая история, не та страна. Причина хранится вместе с событием и помогает исправить правила.
slack-false-send = Признать ложной
slack-false-thread = Редактор признал тревогу ложной.
slack-merged-thread = Редактор объединил это с другим событием.
slack-amended-thread = Исправлено редактором: состав сообщений изменился.
slack-merge = Объединить …
slack-split = Разделить …
slack-merge-title = Два события — одно
slack-merge-other = То же событие, что
slack-merge-send = Объединить
slack-split-title = Одно событие — два
slack-split-entries = Сообщения о другом событии
slack-split-send = Разделить
slack-correct-why = Почему
slack-mute-how = Какое событие? Или назовите вид либо страну и срок: { $example }
slack-publish-title = Опубликовано
slack-publish-link = Ссылка на ваш материал
slack-publish-wrong = Напишите адрес, который начинается с https://
slack-save = Сохранить
slack-cancel = Отмена
slack-new-report = + { $outlet }, { $time }
slack-retitled = Заголовок изменён, { $outlet }
slack-more-reports = { $count ->
        [one] и ещё { $count } сообщение
        [few] и ещё { $count } сообщения
       *[many] и ещё { $count } сообщений
    }
slack-explain-title = Как это читает Tocsin
slack-explain-none = В этом сообщении нет слов.
slack-explain-nothing = В этих словах не найдено действия между двумя странами.
slack-explain-unable = В этом процессе нет правил для чтения.
slack-home-title = Tocsin
slack-home-topics = Ваши подписки
slack-home-settings = Ваши настройки
slack-home-latest = Последние события
slack-home-ladder = Лестница напряжённости
slack-home-outsider = Это сигнал тревоги одной редакции. Попросите у её администратора приглашение и напишите { $command } КОД.
slack-home-hint = Выбранное здесь действует для ваших личных сообщений со мной. В канале напишите { $command }.
slack-pick-title = Подписать канал
slack-pick-channel = Канал
slack-pick-topic = Тема
slack-pick-go = Подписать
slack-handover-title = Передача смены: { $span }
slack-handover-rang = { $count ->
        [0] Тревог не было.
        [one] Тревогу вызвало { $count } событие.
        [few] Тревогу вызвали { $count } события.
       *[many] Тревогу вызвали { $count } событий.
    }
slack-handover-worked = В работе
slack-handover-done = Закончено
slack-handover-open = Свободно, никто не работает
slack-handover-item = { $event }: { $work }
slack-handover-how = Напишите так: { $example }, или off.
slack-handover-set = Каждый день в { $time } ({ $zone }) передача смены придёт в этот канал.
slack-handover-off = Передача смены больше не приходит сама.
slack-trend-sent = Картинка отправлена в канал.
slack-file-failed = Не удалось отправить файл в этот канал. Пригласите меня в него и попробуйте снова.
slack-managers-only = Это могут только управляющие этим каналом, администраторы рабочего пространства и люди, названные в моих настройках.
slack-command-why = почему событие прозвенело
slack-command-sources = кто сообщает о событии
slack-command-mute = больше не слышать о событии, виде или стране: /tocsin mute talks 8h
slack-command-merge = два события — одно
slack-command-split = сообщение о другом событии
slack-command-topic = последнее по одной теме; своя тема: /tocsin topic new ИМЯ = слова
slack-command-handover = что было ночью, что в работе, что свободно; само по себе: /tocsin handover daily 08:00
slack-mutes = Здесь приглушено. `/tocsin unmute` с названием вернёт одно, `/tocsin unmute all` — всё:
