# Hadisə növlərinin adları, başlıq kimi: növün hər hadisəsində olan şey, artığı yox.
kind-military_strike = Hücum barədə məlumat
kind-custody_death = Hakimiyyət nəzarətində zərər çəkənlər
kind-relations_cut = Əlaqələr kəsilib və ya zəiflədilib
kind-mobilization = Hərbi fəallıq
kind-ambassador_recalled = Səfir geri çağırılıb
kind-expulsion = Diplomatlar ölkədən çıxarılıb
kind-border_closed = Sərhəd bağlanıb və ya məhdudlaşdırılıb
kind-airspace_closed = Uçuşlara məhdudiyyət
kind-sanctions = Sanksiya və ya ticarət məhdudiyyəti
kind-arrest = Saxlanılma
kind-conviction = Məhkəmə hökmü
kind-raid = Axtarış və ya götürmə
kind-deportation = Deportasiya və ya giriş qadağası
kind-espionage_charge = Casusluq və ya təxribat iddiası
kind-criminal_case = Cinayət işi
kind-media_blocked = Media və ya sayta məhdudiyyət
kind-cyberattack = Kiberhücum iddiası
kind-ambassador_summoned = Səfir çağırılıb
kind-consular_denied = Konsul görüşünə icazə verilməyib
kind-protest_note = Rəsmi etiraz
kind-travel_advisory = Səfər xəbərdarlığı
kind-events_cancelled = Tədbir və ya əməkdaşlıq ləğv edilib
kind-threat = Hədə və ya xəbərdarlıq
kind-hostile_rhetoric = Düşməncəsinə bəyanat
kind-release = Azad edilmə
kind-restriction_lifted = Məhdudiyyət yumşaldılıb
kind-ambassador_returns = Səfir qayıdıb və ya əlaqələr bərpa edilib
kind-apology = Üzrxahlıq və ya təzminat
kind-consular_granted = Konsul görüşünə icazə verilib
kind-agreement = Razılaşma
kind-talks = Danışıqlar

status-reported = məlumat verilir
status-denied = təkzib olunur
status-planned = planlaşdırılır və ya mümkündür
status-past = əvvəlki hadisə

reason-FIRST_REPORT = İlk məlumat
reason-ESCALATED = İlk bildirildiyindən daha ciddidir
reason-CONFIRMED = Rəsmən və ya qarşı tərəf təsdiqləyib
reason-DENIED = İndi təkzib olunur
reason-REVERSED = Əvvəlki addım geri götürülüb
reason-CORRECTED_BY_OUTLET = Nəşr məlumatını düzəldib
reason-NEW_PARTY = Daha bir tərəfin adı çəkilib
reason-NUMBER_GREW = İnsanların sayı artıb
reason-UNCLAIMED = Bununla hələ heç kim məşğul olmur
reason-TEST = Bu çatdan istənilmiş sınaq
reason-ANOTHER_OUTLET = Daha bir nəşr məlumat verir
reason-BETTER_SOURCE = Daha etibarlı mənbə məlumat verir
reason-RETITLED = Başlıq dəyişdirilib
reason-AMENDED_BY_DESK = Redaktor düzəldib
reason-COPY = Həmin məlumat təkrar olunub
reason-QUIET_KIND = Bu növ saxlanılır və sayılır, amma siqnal vermir
reason-NOT_REPORTED = Plan və ya keçmiş: siqnalsız saxlanılır
reason-RECAP = Məqalə əvvəlki hadisələri təkrar danışır
reason-TOO_OLD = Görüləndə artıq köhnə idi
reason-FIRST_POLL = Yeni lentin əvvəlki yazılarından
reason-HELD = İkinci mənbə və ya sorğu təsdiqləyənə qədər gözləyir
reason-NO_EVENT = İki ölkə arasında hadisə yoxdur

standing-ONE_OUTLET = yalnız bir nəşr
standing-ONE_SIDE_STATE_MEDIA = hələlik yalnız bir tərəfin dövlət mediası
standing-INDEPENDENT_OUTLETS = müstəqil nəşrlər məlumat verir
standing-BOTH_SIDES = hər iki tərəf məlumat verir
standing-OFFICIAL = rəsmən təsdiqlənib
standing-DENIED = təkzib olunur
standing-denied-by = təkzib edən: { $by }
origins = { $count ->
        [1] bir mənbə
       *[other] { $count } müstəqil mənbə
    }

ownership-STATE = dövlət
ownership-PRO_GOVERNMENT = hökumətyönlü
ownership-PUBLIC = ictimai
ownership-INDEPENDENT = müstəqil
ownership-EXILE = mühacirətdə
ownership-AGENCY = agentlik
ownership-GOVERNMENT = dövlət orqanı

direction = { $source } → { $target }
direction-mutual = { $source } – { $target }
direction-others = { $direction }, həmçinin { $others }
place-in = { $place }
outlet = { $name } ({ $ownership })
outlet-in-line = { $name }, { $ownership }

just-now = indicə
late = { $delay } gecikmə ilə
seen = görülüb: { $time }
published-unknown = vaxtı göstərilməyib
ladder = gərginlik { $level }/10
ladder-up = gərginlik { $level }/10, { $change } yuxarı
ladder-down = gərginlik { $level }/10, { $change } aşağı

mark-test = Sınaq
mark-false-alarm = Yanlış həyəcan
mark-denied = Təkzib olunur
mark-undone = Sonra geri götürülüb və ya yumşaldılıb
mark-planned = Planlaşdırılır və ya mümkündür
mark-past = Əvvəlki hadisə
