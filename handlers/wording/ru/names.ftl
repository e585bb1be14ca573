# Названия видов событий как заголовок: то, что есть в каждом событии вида, и не больше.
kind-military_strike = Сообщается о нападении
kind-custody_death = Пострадавшие в руках властей
kind-relations_cut = Разрыв или понижение отношений
kind-mobilization = Военная активность
kind-ambassador_recalled = Посол отозван
kind-expulsion = Высылка дипломатов
kind-border_closed = Граница закрыта или ограничена
kind-airspace_closed = Ограничения полётов
kind-sanctions = Санкции или торговые ограничения
kind-arrest = Задержание
kind-conviction = Приговор суда
kind-raid = Обыск или изъятие
kind-deportation = Депортация или запрет на въезд
kind-espionage_charge = Заявление о шпионаже или диверсии
kind-criminal_case = Уголовное дело
kind-media_blocked = Ограничение СМИ или сайта
kind-cyberattack = Сообщается о кибератаке
kind-ambassador_summoned = Вызван посол
kind-consular_denied = Отказ в консульском доступе
kind-protest_note = Официальный протест
kind-travel_advisory = Предупреждение о поездках
kind-events_cancelled = Отмена мероприятия или сотрудничества
kind-threat = Угроза или предупреждение
kind-hostile_rhetoric = Враждебные заявления
kind-release = Освобождение
kind-restriction_lifted = Ограничения смягчены
kind-ambassador_returns = Посол вернулся или связи восстановлены
kind-apology = Извинения или возмещение
kind-consular_granted = Консульский доступ предоставлен
kind-agreement = Соглашение
kind-talks = Переговоры

status-reported = сообщается
status-denied = отрицается
status-planned = планируется или возможно
status-past = предыстория

reason-FIRST_REPORT = Первое сообщение
reason-ESCALATED = Серьёзнее, чем сообщалось сначала
reason-CONFIRMED = Подтверждено официально или другой стороной
reason-DENIED = Теперь отрицается
reason-REVERSED = Прежний шаг отменён
reason-CORRECTED_BY_OUTLET = Издание исправило своё сообщение
reason-NEW_PARTY = Названа ещё одна сторона
reason-NUMBER_GREW = Число людей выросло
reason-UNCLAIMED = Этим пока никто не занялся
reason-TEST = Проверка, запрошенная в этом чате
reason-ANOTHER_OUTLET = Сообщает ещё одно издание
reason-BETTER_SOURCE = Сообщает более надёжный источник
reason-RETITLED = Заголовок изменён
reason-AMENDED_BY_DESK = Исправлено редактором
reason-COPY = То же сообщение ещё раз
reason-QUIET_KIND = Этот вид хранится и считается, но не поднимает тревогу
reason-NOT_REPORTED = План или прошлое: хранится без тревоги
reason-RECAP = Статья пересказывает прежние события
reason-TOO_OLD = Слишком старое, когда замечено
reason-FIRST_POLL = Из прежних записей новой ленты
reason-HELD = Ждёт подтверждения вторым источником или опросом
reason-NO_EVENT = Нет события между двумя странами

standing-ONE_OUTLET = только одно издание
standing-ONE_SIDE_STATE_MEDIA = пока только государственные СМИ одной стороны
standing-INDEPENDENT_OUTLETS = сообщают независимые издания
standing-BOTH_SIDES = сообщают обе стороны
standing-OFFICIAL = подтверждено официально
standing-DENIED = отрицается
standing-denied-by = отрицает: { $by }
origins = { $count ->
        [one] { $count } независимый источник
        [few] { $count } независимых источника
       *[other] { $count } независимых источников
    }

ownership-STATE = государственное
ownership-PRO_GOVERNMENT = провластное
ownership-PUBLIC = общественное
ownership-INDEPENDENT = независимое
ownership-EXILE = в изгнании
ownership-AGENCY = агентство
ownership-GOVERNMENT = орган власти

direction = { $source } → { $target }
direction-mutual = { $source } – { $target }
direction-others = { $direction }, также { $others }
place-in = { $place }
outlet = { $name } ({ $ownership })
outlet-in-line = { $name }, { $ownership }

just-now = только что
late = с опозданием { $delay }
seen = замечено { $time }
published-unknown = время не указано
ladder = напряжённость { $level }/10
ladder-up = напряжённость { $level }/10, выше на { $change }
ladder-down = напряжённость { $level }/10, ниже на { $change }

mark-test = Проверка
mark-false-alarm = Ложная тревога
mark-denied = Отрицается
mark-undone = Позже отменено или смягчено
mark-planned = Планируется или возможно
mark-past = Предыстория
