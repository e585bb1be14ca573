"""Writes bot/matching/data/az/language.yaml: head nouns and verbs of Azerbaijani with all their suffixes.

    python .dev/az/language.py

Nouns are given bare; verbs as stems. Suffix chains follow vowel harmony (../actors/turkic.py).
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "actors"))
import turkic

TARGET = Path(__file__).parents[2] / "bot/matching/data/az/language.yaml"
NARROW, BACK = turkic._NARROW, turkic.BACK  # noqa: SLF001
CASE_NAMES = {"n": "nom", "g": "gen", "d": "dat", "a": "acc", "l": "l", "b": "abl", "i": "ins", "k": "att"}

HEADS = {
    "state": """hökumət nazirlik idarə hakimiyyət parlament XİN MN DİN MMN administrasiya senat konqres məclis rejim
        şura komitə agentlik departament rəhbərlik kabinet qurum dövlət respublika federasiya krallıq sultanlıq ölkələr""",
    "force": """polis ordu məhkəmə hakim prokurorluq prokuror qüvvə xidmət kəşfiyyat gömrük qoşun sərhədçi donanma
        DTX FTX MTX orqan struktur aviasiya artilleriya aparat dron PUA HHM HHQ HDQ bombardmançı kvadrokopter raket qırıcı""",
    "official": """prezident nazir kansler deputat senator sözçü spiker katib rəhbər lider rəsmi nümayəndə müavin elçi müşavir komissar
        qubernator mer kral general komandan şahzadə həmkar siyasətçi məmur heyət rəis komandir başçı sədr əmir sultan""",
    "envoy": "səfir konsul attaşe vəkil",
    "diplomat": "diplomat",
    "mission": "səfirlik konsulluq nümayəndəlik",
    "national": """vətəndaş jurnalist müxbir tələbə biznesmen işçi fəal casus agent haker turist miqrant sakin məhbus
        girov balıqçı dənizçi idmançı müğənni aktyor bloqer redaktor alim mühəndis pilot kişi qadın uşaq gənc milyarder oliqarx mütəxəssis
        ailə sürücü dissident müxalifətçi professor muzdlu cinayətkar futbolçu terrorçu əməkdaş iş_adam yeniyetmə azyaşlı diaspor diaspora icma üzv
        separatçı keşiş bloger diversant ekipaj velosipedçi rejissor politoloq hüquqşünas ekspert blogger qaçqın kəşfiyyatçı separatçı imam""",
    "soldier": "əsgər hərbçi zabit qulluqçu əsir döyüşçü",
    "media": "media telekanal kanal sayt qəzet redaksiya radio televiziya KİV nəşr tətbiq platforma domen",
    "firm": "şirkət müəssisə aviaşirkət konsern biznes zavod bank",
    "thing": """neft qaz məhsul aktiv gəmi tanker təyyarə yaxta helikopter qayıq kater katamaran məktəb xəstəxana qatar avtobus ixrac idxal taxıl ərzaq pul valyuta şərab silah texnologiya
        film mahnı dil mədəniyyət tarix iqtisadiyyat seçki müharibə viza pasport bayraq komanda klub konsert sərgi münasibət əlaqə
        şar yük avtomobil TIR tır pomidor meyvə elektromobil mal polad gül pendir konyak torpaq xalq rubl tədbir mövqe obyekt infrastruktur stansiya qərargah anbar körpü terminal bina ofis hissə poliqon texnika tank
        söz bəyanat qətnamə qərar siyasət plan təklif layihə qanun himn konsept iddia addım hərəkət təcavüz işğal dəniz sistem şəbəkə server portal reyestr hesab""",
    "place": """şəhər rayon vilayət bölgə region ərazi kənd sərhəd aeroport liman yarımada baza həbsxana sahil
        məkan qəsəbə paytaxt suları ada körfəz""",
}

VERBS = {  # name of the list: stems (active or passive as the name says)
    "do": "et elə",
    "be_done": "edil olun",
    "give": "ver",
    "be_given": "veril",
    "take": "al götür",
    "be_taken": "alın götürül",
    "hold": "saxla tut yaxala",
    "be_held": "saxlanıl saxlan tutul yaxalan",
    "call": "çağır",
    "be_called": "çağırıl çağrıl",
    "expel": "çıxar qov",
    "be_expelled": "çıxarıl qovul",
    "close": "bağla",
    "be_closed": "bağlan",
    "open": "aç",
    "be_opened": "açıl",
    "block": "blokla",
    "be_blocked": "bloklan",
    "kill": "öldür",
    "be_killed": "öldürül",
    "hit": "vur",
    "be_hit": "vurul",
    "strike": "endir",
    "be_struck": "endiril",
    "attack": "bombala",
    "impose": "qoy genişləndir sərtləşdir uzat artır gücləndir",
    "be_imposed": "qoyul genişləndiril sərtləşdiril uzadıl artırıl gücləndiril",
    "stop": "dayandır",
    "be_stopped": "dayandırıl",
    "limit": "məhdudlaşdır",
    "be_limited": "məhdudlaşdırıl",
    "lift": "götür yumşalt qaldır",
    "be_lifted": "götürül yumşaldıl qaldırıl",
    "free": "burax",
    "be_freed": "buraxıl",
    "return": "qaytar",
    "be_returned": "qaytarıl",
    "meet": "görüş",
    "speak": "danış",
    "sign": "imzala",
    "be_signed": "imzalan",
    "warn": "hədələ",
    "condemn": "qına pislə",
    "be_condemned": "qınan pislən",
    "send": "göndər",
    "be_sent": "göndəril",
    "begin": "başla",
    "hand": "təqdim_et ünvanla göndər ver",
    "be_handed": "təqdim_olun təqdim_edil ünvanlan göndəril veril",
    "sentence": "cəzalandır",
    "be_sentenced": "cəzalandırıl",
    "die": "öl",
    "cut": "kəs",
    "be_cut": "kəsil",
    "leave": "tərk_et",
    "appoint": "təyin_et",
    "be_appointed": "təyin_edil təyin_olun",
    "shoot": "at",
    "be_shot": "atıl",
    "search": "axtar",
    "come": "gəl",
    "hold_meeting": "keçir apar",
    "be_held_meeting": "keçiril aparıl",
    "discuss": "müzakirə_et",
    "be_discussed": "müzakirə_olun müzakirə_edil",
    "enter": "gir",
    "suspect": "şübhələn",
}


SOFT = frozenset({"et", "uzat", "yumşalt", "qayıt", "get", "partlat"})  # stems whose t is d before a vowel


def noun_forms(bare: str) -> dict[str, set[str]]:
    """Bare, possessed, plural and possessed plural, each in all cases."""
    bare = bare.replace("_", " ")
    last = turkic._last_vowel(bare)  # noqa: SLF001
    forms: dict[str, set[str]] = defaultdict(set)

    def add(more: dict[str, set[str]]) -> None:
        for form, cases in more.items():
            forms[form] |= cases

    if bare.isupper() and len(bare) < 5:
        add(turkic.abbreviation(bare))
        forms[bare].add("a")  # what follows "XİN" does not belong to it
        return forms
    narrow, wide = NARROW[last], "a" if last in BACK else "ə"
    ends_in_vowel = bare[-1] in "aıoueəiöü"
    owned = bare + ("s" if ends_in_vowel else "") + narrow
    vowels = sum(c in "aıoueəiöü" for c in bare.lower())
    if bare[-1] == "k" and vowels > 1:
        owned = bare[:-1] + "y" + narrow
    if bare[-1] == "q" and vowels > 1:
        owned = bare[:-1] + "ğ" + narrow
    plural = bare + "l" + wide + "r"
    add(turkic.noun(bare))
    add(turkic.noun(owned, possessed=True))
    add(turkic.noun(plural))
    add(turkic.noun(plural + ("ı" if wide == "a" else "i"), possessed=True))
    return forms


def verb_forms(stem: str, what: str) -> list[str]:
    """Forms of a verb: "past" (done), "future", "not", "noun" (-ma), "part" (-an, -dığı)."""
    stem = stem.replace("_", " ")
    soft = stem[:-1] + "d" if stem in SOFT or stem.endswith(" et") else stem
    last = turkic._last_vowel(stem)  # noqa: SLF001
    narrow, wide = NARROW[last], "a" if last in BACK else "ə"
    wide_narrow = "ı" if wide == "a" else "i"
    vowel = stem[-1] in "aıoueəiöü"
    y, base = ("y" if vowel else ""), (stem if vowel else soft)
    lar = "lar" if wide == "a" else "lər"
    q = "q" if wide == "a" else "k"
    ger = "ğ" if wide == "a" else "y"
    present = base + y + narrow + "r"
    if what == "past":
        pasts = [stem + "d" + narrow, stem + "d" + narrow + lar]
        perfect = base + y + narrow + "b"
        mish = stem + "m" + narrow + "ş"
        quoted = (
            stem + "d" + narrow + ("ğ" if narrow in "ıu" else "y") + narrow + "n" + narrow
        )  # "saxladığını (bildirib)"
        converb = base + y + ("araq" if wide == "a" else "ərək")  # converb: "çağırılaraq"
        return [
            *pasts,
            quoted,
            converb,
            perfect,
            perfect + lar,
            mish + "d" + narrow + "r",
            mish + "d" + narrow,
            mish + lar,
            present,
            present + lar,
            stem + "m" + wide + "kd" + wide if wide == "ə" else stem + "maqda",
            stem + ("mişdilər" if wide == "ə" else "mışdılar"),
        ]
    if what == "future":
        future = base + y + wide + "c" + wide + q
        stem_future = base + y + wide + "c" + wide + ger + wide_narrow
        return [
            future,
            future + lar,
            stem_future,
            stem_future + "n" + wide_narrow,
            base + y + wide + "r",
            base + y + wide + "r" + lar,
            base + y + wide + " bil" + ("ər"),
            stem + "m" + wide + q,
            stem + "m" + wide + ger + wide,
        ]
    if what == "not":
        no = stem + "m" + wide
        return [
            no + "d" + wide_narrow,
            no + "d" + wide_narrow + lar,
            no + "y" + wide_narrow + "b",
            no + "y" + wide_narrow + "b" + lar,
            stem + "m" + narrow + "r",
            stem + "m" + narrow + "r" + lar,
            no + "y" + wide + "c" + wide + q,
            no + "y" + wide + "c" + wide + q + lar,
            no + "yəcəyini" if wide == "ə" else no + "yacağını",
            no + "m" + wide_narrow + "ş",
        ]
    if what == "noun":
        ma = stem + "m" + wide
        return [
            ma,
            *(f for f in turkic.noun(ma + "s" + wide_narrow, possessed=True)),
            ma + "q" if wide == "a" else stem + "mək",
        ]
    digi = stem + "d" + narrow + ("ğ" if narrow in "ıu" else "y") + narrow
    mish = stem + "m" + narrow + "ş"
    return [
        base + y + wide + "n",
        base + y + wide + "n" + lar,
        digi,
        digi + "n" + narrow,
        digi + "nd" + wide + "n",
        digi + "n" + narrow + "n",
        mish,
    ]


def common_start(forms: list[str]) -> str:
    """What all forms begin with."""
    first, last = min(forms), max(forms)
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:length]


def bracketed(forms: list[str]) -> str:
    """Forms with their common beginning taken out: saxlanıl(dı|ıb|...)."""
    forms = list(dict.fromkeys(forms))
    stem = common_start(forms)
    if len(forms) == 1 or not stem or " " in "".join(forms)[len(stem) :] or len(stem) < 2:
        return "|".join(forms)
    return stem.replace(" ", " ") + "(" + "|".join(f[len(stem) :] for f in forms) + ")"


# What a bare name cannot own in its bare form ("Rusiya nefti", never "Rusiya neft"): such a noun leans on the next one.
DESCRIBED = frozenset({"state", "force", "media", "firm", "thing", "place", "mission"})


def heads_yaml() -> list[str]:
    """The blocks of head nouns by role and by case."""
    out, by_case = ["heads:"], defaultdict(list)
    for role, words in HEADS.items():
        out.append(f"  {role}:")
        for word in words.split():
            forms = noun_forms(word)
            single = {
                f.split(" ")[-1] if " " in f else f: c for f, c in forms.items()
            }  # a head is one word: the last one
            single = {f: c for f, c in single.items() if not re.search(r"(yl[aə]|l[aə]rd[aə]k[ıi]|il[aə]nd.*)$", f)}
            if role in DESCRIBED and not word.isupper():
                single = {f: c for f, c in single.items() if c != {"n"} or f not in {word, word + "lar", word + "lər"}}
            if role in {"national", "soldier", "diplomat"}:  # "o, Norveç vətəndaşıdır"
                single |= {f + "d" + NARROW[turkic._last_vowel(f)] + "r": {"n"} for f, c in forms.items() if c & {"n", "N"} and " " not in f}  # noqa: SLF001
            if word == "sərhəd":  # "Norveç sərhədə" is no border of Norway, "Norveç sərhədinə" is
                single = {f: c for f, c in single.items() if f not in {"sərhədə", "sərhəddə", "sərhəddən", "sərhədlə", "sərhəddəki"}}
            if word == "hakim":
                single.pop("hakim", None)  # "ruling" more often than "judge"
            out.append(f"    - {bracketed(list(single))}")
            grouped = defaultdict(list)
            for form, cases in single.items():
                grouped["+".join(CASE_NAMES[c] for c in "ngdalbik" if c in cases)].append(form)
            if word == "neft":  # what is owned, so that the owner reaches no further noun
                single |= dict.fromkeys(
                    ("xeyrinə", "lehinə", "əleyhinə", "tapşırığı", "sifarişi", "adından"), {"d", "l"}
                )
            if word == "hökumət":
                single |= {"tərəfi": {"n"}, "tərəfinin": {"g"}, "tərəfinə": {"d"}}
            for name, members in grouped.items():
                by_case[name].append(bracketed(members))
    out.append("heads_by_case:")
    for name, entries in by_case.items():
        out.append(f"  {name}: [{', '.join(dict.fromkeys(entries))}]")
    return out


def used_lists() -> set[str]:
    """The lists that some rule, cue or hand-written list names."""
    texts = [p.read_text(encoding="utf-8") for p in TARGET.parent.glob("*.yaml") if p != TARGET]
    return set(re.findall(r"@(\w+)", " ".join(texts)))


def verbs_yaml() -> list[str]:
    """The word lists of verbs that some rule names."""
    out, used = [], used_lists()
    for name, stems in VERBS.items():
        for what, tail in (("past", ""), ("future", "_f"), ("not", "_n"), ("noun", "_v"), ("part", "_p")):
            if name + tail not in used:
                continue
            entries = [bracketed(verb_forms(stem, what)) for stem in stems.split()]
            flat = [e for entry in entries for e in ([entry] if "(" in entry else entry.split("|"))]
            out.append(f"  {name}{tail}: [{', '.join(flat)}]")
    allv = {"past": [], "future": [], "not": [], "noun": [], "part": []}
    for stems in VERBS.values():
        for stem in stems.split():
            for what in allv:
                allv[what] += [f for f in verb_forms(stem.split("_")[-1], what) if " " not in f]
    for what, name in (
        ("future", "any_future"),
        ("not", "any_not"),
        ("noun", "any_noun"),
        ("part", "any_part"),
        ("past", "any_past"),
    ):
        if name in used:
            out.append(f"  {name}: [{', '.join(dict.fromkeys(allv[what]))}]")
    return out


def main() -> None:
    """Put heads and verbs behind the hand-written part."""
    hand = (Path(__file__).parent / "language.in.yaml").read_text(encoding="utf-8").rstrip("\n")
    grammar, _, words = hand.partition("\nwords:\n")
    TARGET.write_text("\n".join([grammar, *heads_yaml(), "words:", words, *verbs_yaml()]) + "\n", encoding="utf-8")
    print(len(TARGET.read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
