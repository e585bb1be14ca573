# Что произошло: часть предложения без заглавной буквы и точки; `.planned` — для планируемого.
# Формы: $source, $target (именительный), -gen, -dat, -acc, -with («с Россией»), -into («в Россию»), -from («из России»);
# $l — окончание прошедшего времени по роду источника (вызвал, вызвала, вызвало, вызвали), $can — «может» или «могут».

# Родительный и винительный одушевлённых совпадают.
nationals =
    { $target-type ->
        [body]
            { $people ->
                [0] одного или нескольких сотрудников
                [one] { $people } сотрудника
               *[other] { $people } сотрудников
            } { $target-gen }
       *[state]
            { $people ->
                [0] одного или нескольких граждан
                [one] { $people } гражданина
               *[other] { $people } граждан
            } { $target-gen }
    }
nationals-nom =
    { $target-type ->
        [body]
            { $people ->
                [0] один или несколько сотрудников
                [one] { $people } сотрудник
                [few] { $people } сотрудника
               *[other] { $people } сотрудников
            } { $target-gen }
       *[state]
            { $people ->
                [0] один или несколько граждан
                [one] { $people } гражданин
                [few] { $people } гражданина
               *[other] { $people } граждан
            } { $target-gen }
    }
envoys =
    { $people ->
        [0] одного или нескольких дипломатов или сотрудников представительства
        [one] { $people } дипломата или сотрудника представительства
       *[other] { $people } дипломатов или сотрудников представительства
    } { $target-gen }

line-military_strike = { $source-dat } приписывают удар или другое нападение на { $target-acc }{ $place }
    .planned = удар или другое нападение { $source-gen } на { $target-acc }{ $place } считают возможным
line-custody_death =
    { $people ->
        [0] в руках властей { $source-gen }{ $place } погибли или пострадали
        [one] в руках властей { $source-gen }{ $place } погиб или пострадал
       *[other] в руках властей { $source-gen }{ $place } погибли или пострадали
    } { nationals-nom }
    .planned =
    { $people ->
        [0] в руках властей { $source-gen }{ $place } могут пострадать
        [one] в руках властей { $source-gen }{ $place } может пострадать
       *[other] в руках властей { $source-gen }{ $place } могут пострадать
    } { nationals-nom }
line-relations_cut = { $source } разорвал{ $l } отношения { $target-with } или понизил{ $l } их уровень
    .planned = { $source } { $can } разорвать отношения { $target-with } или понизить их уровень
line-mobilization = { $source } перебросил{ $l } силы или проявил{ $l } военную активность вблизи { $target-gen }
    .planned = { $source } { $can } перебросить силы или проявить военную активность вблизи { $target-gen }
line-ambassador_recalled = { $source } отозвал{ $l } своего посла { $target-from }
    .planned = { $source } { $can } отозвать своего посла { $target-from }
line-expulsion = { $source } выслал{ $l } { envoys }
    .planned = { $source } { $can } выслать { envoys }
line-border_closed = { $source } закрыл{ $l } или ограничил{ $l } границу либо торговые пути для { $target-gen }
    .planned = { $source } { $can } закрыть или ограничить границу либо торговые пути для { $target-gen }
line-airspace_closed = { $source } закрыл{ $l } или ограничил{ $l } воздушное пространство либо рейсы для { $target-gen }
    .planned = { $source } { $can } закрыть или ограничить воздушное пространство либо рейсы для { $target-gen }
line-sanctions = { $source } объявил{ $l } санкции или торговые ограничения против { $target-gen }
    .planned = { $source } { $can } объявить санкции или торговые ограничения против { $target-gen }
line-arrest = { $source } задержал{ $l } { nationals }{ $place }
    .planned = { $source } { $can } задержать { nationals }{ $place }
line-conviction = { $source } осудил{ $l } { nationals }{ $place }
    .planned = { $source } { $can } осудить { nationals }{ $place }
line-raid = { $source } обыскал{ $l } или изъял{ $l }{ $place } помещения либо имущество, связанные { $target-with }
    .planned = { $source } { $can } обыскать или изъять{ $place } помещения либо имущество, связанные { $target-with }
line-deportation = { $source } депортировал{ $l } или не впустил{ $l } { nationals }
    .planned = { $source } { $can } депортировать или не впустить { nationals }
line-espionage_charge = { $source } заявил{ $l } о шпионаже, измене или диверсиях в пользу { $target-gen }
    .planned = { $source } { $can } заявить о шпионаже, измене или диверсиях в пользу { $target-gen }
line-criminal_case = { $source } возбудил{ $l } или продолжил{ $l } уголовное дело против { nationals }{ $place }
    .planned = { $source } { $can } возбудить или продолжить уголовное дело против { nationals }{ $place }
line-media_blocked = { $source } заблокировал{ $l } или ограничил{ $l } сайт, приложение либо СМИ { $target-gen }
    .planned = { $source } { $can } заблокировать или ограничить сайт, приложение либо СМИ { $target-gen }
line-cyberattack = { $source-dat } приписывают кибератаку на { $target-acc }
    .planned = кибератаку { $source-gen } на { $target-acc } считают возможной
line-ambassador_summoned = { $source } вызвал{ $l } посла или другого представителя { $target-gen }
    .planned = { $source } { $can } вызвать посла или другого представителя { $target-gen }
line-consular_denied = { $source } отказал{ $l } { $target-dat } в консульском доступе или отложил{ $l } его
    .planned = { $source } { $can } отказать { $target-dat } в консульском доступе или отложить его
line-protest_note = { $source } направил{ $l } { $target-dat } официальный протест
    .planned = { $source } { $can } направить { $target-dat } официальный протест
line-travel_advisory = { $source } предупредил{ $l } своих граждан о риске поездок { $target-into }
    .planned = { $source } { $can } предупредить своих граждан о риске поездок { $target-into }
line-events_cancelled = { $source } отменил{ $l } мероприятие, визит или сотрудничество { $target-with }
    .planned = { $source } { $can } отменить мероприятие, визит или сотрудничество { $target-with }
line-threat = { $source } пригрозил{ $l } { $target-dat } или предупредил{ $l } о последствиях
    .planned = { $source } { $can } пригрозить { $target-dat } или предупредить о последствиях
line-hostile_rhetoric = { $source } осудил{ $l } или обвинил{ $l } { $target-acc }
    .planned = { $source } { $can } осудить или обвинить { $target-acc }
line-release = { $source } освободил{ $l } из-под стражи { nationals }{ $place }
    .planned = { $source } { $can } освободить из-под стражи { nationals }{ $place }
line-restriction_lifted = { $source } снял{ $l } или смягчил{ $l } ограничения для { $target-gen }
    .planned = { $source } { $can } снять или смягчить ограничения для { $target-gen }
line-ambassador_returns = { $source } вернул{ $l } посла { $target-into } или восстановил{ $l } отношения
    .planned = { $source } { $can } вернуть посла { $target-into } или восстановить отношения
line-apology = { $source } предложил{ $l } { $target-dat } извинения или компенсацию либо признал{ $l } ответственность
    .planned = { $source } { $can } предложить { $target-dat } извинения или компенсацию либо признать ответственность
line-consular_granted = { $source } предоставил{ $l } { $target-dat } консульский доступ
    .planned = { $source } { $can } предоставить { $target-dat } консульский доступ
line-agreement = { $source } и { $target } достигли соглашения{ $place }
    .planned = { $source } и { $target } могут достичь соглашения{ $place }
line-talks = { $source } и { $target } провели переговоры{ $place }
    .planned = { $source } и { $target } могут провести переговоры{ $place }

status-line-reported = { $clause }{ $persons } ({ $outlet })
status-line-denied = отрицается, что { $clause }{ $persons } ({ $outlet })
status-line-planned = { $clause }{ $persons } ({ $outlet })
status-line-past = ранее { $clause }{ $persons } ({ $outlet })
