# Why the desk cannot do what was asked; shared by all platforms.
editors-only = Это могут только редакторы этой редакции.
trend-which = Динамика какой пары стран? Например: { $example }
date-unknown = Не могу прочесть дату «{ $word }». Напишите её так: 2025-07-01.
quiet-unknown = Тихие часы — это два времени, например 23:00-07:00.
outlet-language-unknown = Ни одно издание здесь не пишет на «{ $language }». Я читаю: { $known }.
own-form = Напишите имя, знак = и что искать: { $example }
own-name-long = В имени не больше { $most } знаков.
own-many = У этого чата уже { $most } своих тем. Сначала удалите одну.
grammar-empty = Что искать? Например: Баку суд +журналист kind:arrest severity>=3
grammar-quote = Кавычка не закрыта.
grammar-word = Не могу прочесть: { $word }
grammar-long = Слишком много: не больше { $most } слов и полей.
grammar-sign = { $sign } ставится перед словами, а не перед { $field }:.
grammar-field = Я не знаю «{ $word }». Вы имели в виду { $near }? Слово с двоеточием берут в кавычки.
grammar-kind = Нет вида «{ $word }». Вы имели в виду { $near }?
grammar-country = Я не знаю страны «{ $word }». Напишите её код, например AZ.
grammar-pair = «{ $word }» — не пара. Напишите так: AZ-RU.
grammar-outlet = Я не читаю издания «{ $word }». Вы имели в виду { $near }?
merge-impossible = Эти два события нельзя объединить: они уже одно.
split-impossible = Назовите часть сообщений этого события, не все.
missed-what = Что я пропустил? Пришлите ссылку, лучше вместе с заголовком.
letter-unknown = Этого недоставленного сигнала уже нет.
broadcast-what = Напишите сообщение после команды.
