# Why the desk cannot do what was asked; shared by all platforms.
editors-only = Bunu yalnız bu redaksiyanın redaktorları edə bilər.
trend-which = Hansı iki ölkənin gedişatı? Məsələn: { $example }
date-unknown = “{ $word }” tarixini oxuya bilmirəm. Belə yazın: 2025-07-01.
quiet-unknown = Sakit saatlar iki vaxtdır, məsələn 23:00-07:00.
outlet-language-unknown = Burada heç bir nəşr “{ $language }” dilində yazmır. Oxuduqlarım: { $known }.
own-form = Ad, = işarəsi və nəyi axtarmalı olduğumu yazın: { $example }
own-name-long = Adda ən çoxu { $most } işarə ola bilər.
own-many = Bu çatın artıq { $most } öz mövzusu var. Əvvəlcə birini silin.
grammar-empty = Nəyi axtarım? Məsələn: Bakı məhkəmə +jurnalist kind:arrest severity>=3
grammar-quote = Dırnaq bağlanmayıb.
grammar-word = Bunu oxuya bilmirəm: { $word }
grammar-long = Çoxdur: ən çoxu { $most } söz və sahə.
grammar-sign = { $sign } sözlərin qarşısında yazılır, { $field }: qarşısında yox.
grammar-field = “{ $word }” tanımıram. { $near } demək istəyirdiniz? İki nöqtəli söz dırnağa alınır.
grammar-kind = “{ $word }” növü yoxdur. { $near } demək istəyirdiniz?
grammar-country = “{ $word }” ölkəsini tanımıram. Kodunu yazın, məsələn AZ.
grammar-pair = “{ $word }” cüt deyil. Belə yazın: AZ-RU.
grammar-outlet = “{ $word }” nəşrini oxumuram. { $near } demək istəyirdiniz?
merge-impossible = Bu iki hadisə birləşdirilə bilməz: onlar artıq birdir.
split-impossible = Bu hadisənin xəbərlərindən bir neçəsini seçin, hamısını yox.
missed-what = Nəyi buraxdım? Linkini göndərin, yaxşısı budur, başlığı ilə birlikdə.
letter-unknown = Bu çatdırılmamış siqnal artıq yoxdur.
broadcast-what = Mesajı əmrdən sonra yazın.
