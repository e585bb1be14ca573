# Nə baş verib: baş hərfsiz və nöqtəsiz cümlə; `.planned` planlaşdırılan üçündür.
# Hallar: $source, $target (adlıq), -gen (yiyəlik), -dat (yönlük), -abl (çıxışlıq).

nationals =
    { $target-type ->
        [body]
            { $people ->
                [0] { $target-gen } bir və ya bir neçə əməkdaşını
               *[other] { $target-gen } { $people } əməkdaşını
            }
       *[state]
            { $people ->
                [0] { $target-gen } bir və ya bir neçə vətəndaşını
               *[other] { $target-gen } { $people } vətəndaşını
            }
    }
nationals-nom =
    { $target-type ->
        [body]
            { $people ->
                [0] { $target-gen } bir və ya bir neçə əməkdaşı
               *[other] { $target-gen } { $people } əməkdaşı
            }
       *[state]
            { $people ->
                [0] { $target-gen } bir və ya bir neçə vətəndaşı
               *[other] { $target-gen } { $people } vətəndaşı
            }
    }
nationals-dat = { nationals-nom }na
envoys =
    { $people ->
        [0] { $target-gen } bir və ya bir neçə diplomatını və ya nümayəndəlik əməkdaşını
       *[other] { $target-gen } { $people } diplomatını və ya nümayəndəlik əməkdaşını
    }

line-military_strike = { $target-dat }{ $place } zərbədə və ya digər hücumda { $source } ittiham olunur
    .planned = { $source-gen } { $target-dat }{ $place } zərbəsi və ya digər hücumu mümkün sayılır
line-custody_death = { nationals-nom }{ $place } { $source-gen } hakimiyyət orqanlarının nəzarətində ölüb və ya zərər çəkib
    .planned = { nationals-nom }{ $place } { $source-gen } hakimiyyət orqanlarının nəzarətində zərər çəkə bilər
line-relations_cut = { $source } { $target } ilə əlaqələri kəsib və ya onların səviyyəsini endirib
    .planned = { $source } { $target } ilə əlaqələri kəsə və ya onların səviyyəsini endirə bilər
line-mobilization = { $source } { $target } yaxınlığında qüvvə yerləşdirib və ya hərbi fəallıq göstərib
    .planned = { $source } { $target } yaxınlığında qüvvə yerləşdirə və ya hərbi fəallıq göstərə bilər
line-ambassador_recalled = { $source } { $target-abl } öz səfirini geri çağırıb
    .planned = { $source } { $target-abl } öz səfirini geri çağıra bilər
line-expulsion = { $source } { envoys } ölkədən çıxarıb
    .planned = { $source } { envoys } ölkədən çıxara bilər
line-border_closed = { $source } { $target } üçün sərhədi və ya ticarət yollarını bağlayıb, yaxud məhdudlaşdırıb
    .planned = { $source } { $target } üçün sərhədi və ya ticarət yollarını bağlaya, yaxud məhdudlaşdıra bilər
line-airspace_closed = { $source } { $target } üçün hava məkanını və ya uçuşları bağlayıb, yaxud məhdudlaşdırıb
    .planned = { $source } { $target } üçün hava məkanını və ya uçuşları bağlaya, yaxud məhdudlaşdıra bilər
line-sanctions = { $source } { $target-dat } qarşı sanksiya və ya ticarət məhdudiyyəti tətbiq edib
    .planned = { $source } { $target-dat } qarşı sanksiya və ya ticarət məhdudiyyəti tətbiq edə bilər
line-arrest = { $source }{ $place } { nationals } saxlayıb
    .planned = { $source }{ $place } { nationals } saxlaya bilər
line-conviction = { $source }{ $place } { nationals } məhkum edib
    .planned = { $source }{ $place } { nationals } məhkum edə bilər
line-raid = { $source }{ $place } { $target } ilə bağlı yerdə axtarış aparıb və ya əmlak götürüb
    .planned = { $source }{ $place } { $target } ilə bağlı yerdə axtarış apara və ya əmlak götürə bilər
line-deportation = { $source } { nationals } deportasiya edib və ya ölkəyə buraxmayıb
    .planned = { $source } { nationals } deportasiya edə və ya ölkəyə buraxmaya bilər
line-espionage_charge = { $source } { $target-gen } xeyrinə casusluq, xəyanət və ya təxribat iddiası irəli sürüb
    .planned = { $source } { $target-gen } xeyrinə casusluq, xəyanət və ya təxribat iddiası irəli sürə bilər
line-criminal_case = { $source }{ $place } { nationals-dat } qarşı cinayət işi açıb və ya onu davam etdirib
    .planned = { $source }{ $place } { nationals-dat } qarşı cinayət işi aça və ya onu davam etdirə bilər
line-media_blocked = { $source } { $target-gen } saytını, tətbiqini və ya mediasını bloklayıb, yaxud məhdudlaşdırıb
    .planned = { $source } { $target-gen } saytını, tətbiqini və ya mediasını bloklaya, yaxud məhdudlaşdıra bilər
line-cyberattack = { $target-dat } kiberhücumda { $source } ittiham olunur
    .planned = { $source-gen } { $target-dat } kiberhücumu mümkün sayılır
line-ambassador_summoned = { $source } { $target-gen } səfirini və ya başqa nümayəndəsini çağırıb
    .planned = { $source } { $target-gen } səfirini və ya başqa nümayəndəsini çağıra bilər
line-consular_denied = { $source } { $target-dat } konsul görüşünə icazə verməyib və ya onu gecikdirib
    .planned = { $source } { $target-dat } konsul görüşünə icazə verməyə və ya onu gecikdirə bilər
line-protest_note = { $source } { $target-dat } rəsmi etiraz bildirib
    .planned = { $source } { $target-dat } rəsmi etiraz bildirə bilər
line-travel_advisory = { $source } vətəndaşlarını { $target-dat } səfərlə bağlı xəbərdar edib
    .planned = { $source } vətəndaşlarını { $target-dat } səfərlə bağlı xəbərdar edə bilər
line-events_cancelled = { $source } { $target } ilə tədbiri, səfəri və ya əməkdaşlığı ləğv edib
    .planned = { $source } { $target } ilə tədbiri, səfəri və ya əməkdaşlığı ləğv edə bilər
line-threat = { $source } { $target-dat } hədə ünvanlayıb və ya nəticələr barədə xəbərdarlıq edib
    .planned = { $source } { $target-dat } hədə ünvanlaya və ya nəticələr barədə xəbərdarlıq edə bilər
line-hostile_rhetoric = { $source } { $target-dat } qarşı qınaq və ya ittiham səsləndirib
    .planned = { $source } { $target-dat } qarşı qınaq və ya ittiham səsləndirə bilər
line-release = { $source }{ $place } { nationals } həbsdən azad edib
    .planned = { $source }{ $place } { nationals } həbsdən azad edə bilər
line-restriction_lifted = { $source } { $target } üçün məhdudiyyəti ləğv edib və ya yumşaldıb
    .planned = { $source } { $target } üçün məhdudiyyəti ləğv edə və ya yumşalda bilər
line-ambassador_returns = { $source } { $target-dat } səfirini qaytarıb və ya əlaqələri bərpa edib
    .planned = { $source } { $target-dat } səfirini qaytara və ya əlaqələri bərpa edə bilər
line-apology = { $source } { $target-abl } üzr istəyib, ona kompensasiya təklif edib və ya məsuliyyəti qəbul edib
    .planned = { $source } { $target-abl } üzr istəyə, ona kompensasiya təklif edə və ya məsuliyyəti qəbul edə bilər
line-consular_granted = { $source } { $target-dat } konsul görüşünə icazə verib
    .planned = { $source } { $target-dat } konsul görüşünə icazə verə bilər
line-agreement = { $source } və { $target }{ $place } razılığa gəlib
    .planned = { $source } və { $target }{ $place } razılığa gələ bilər
line-talks = { $source } və { $target }{ $place } danışıqlar aparıb
    .planned = { $source } və { $target }{ $place } danışıqlar apara bilər

status-line-reported = { $clause }{ $persons } ({ $outlet })
status-line-denied = { $clause }{ $persons } – bu məlumat təkzib olunur ({ $outlet })
status-line-planned = { $clause }{ $persons } ({ $outlet })
status-line-past = daha əvvəl { $clause }{ $persons } ({ $outlet })
