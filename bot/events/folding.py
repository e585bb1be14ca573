"""Words folded so that names meet across scripts: Гершкович, Gershkovich, Gerszkowicz and გერშკოვიჩი give one key.

A key is the skeleton of a word: its first consonants in a few sound classes, vowels dropped. It is coarse on purpose;
what tells events apart is how rare a key is among the open events, and the slots of the match.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TOKEN: Final = re.compile(r"[^\W_]+")
_APOSTROPHES: Final = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
_LINKS: Final = re.compile(r"\]\([^)]*\)|https?://\S+|\bt\.me/\S+|@\w+")

KEY_LENGTH: Final = 5  # consonants kept: enough for a name, short enough to lose most case endings
_LONG: Final = 6
_WORDS_KEPT: Final = 64  # bound of what a report stores: title and summary of an ordinary item

# Each letter with its plain Latin spelling: Cyrillic, Greek, Georgian, Armenian, and the Latin of the region.
_LETTERS: Final = (
    "аa бb вv гg ґg дd еe єe ёe жzh зz иi іi їi йy кk лl мm нn оo пp рr сs тt уu ўv фf хkh цts чch шsh "
    "щsh ъ ыy ь эe юyu яya әe ғg қk ңn өo ұu үu һh ҹj ҝg љl њn ћch ђj џj јy ѓg ќk ѕz "
    "αa βv γg δd εe ζz ηi θt ιi κk λl μm νn ξks οo πp ρr σs ςs τt υi φf χkh ψps ωo "
    "აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟzh რr სs ტt უu ფp ქk ღg ყk შsh ჩch ცts ძdz წts ჭch ხkh "
    "ჯj ჰh "
    "աa բb գg դd եe զz էe ըe թt ժzh իi լl խkh ծts կk հh ձdz ղgh ճch մm յy նn շsh ոo չch պp ջj ռr սs վv տt "
    "րr ցts ւv փp քk օo ֆf "
    "əe ıi ßss łl đd øo æe œe þt ðd şsh šsh śsh çch čch ćch žzh żzh źzh ğg "
)
_ALPHABETS: Final = str.maketrans({pair[0]: pair[1:] for pair in _LETTERS.split()})

# Longest first. Sibilants are one class: no two languages spell them alike (sz, sh, ş; cz, ch, ç; c is дж in Baku).
_SOUNDS: Final = (
    *(("shch", "S"), ("tsch", "S"), ("tch", "S"), ("dzh", "S"), ("sch", "S"), ("dj", "S"), ("dz", "S"), ("sz", "S")),
    *(("cz", "S"), ("rz", "S"), ("sh", "S"), ("ch", "S"), ("zh", "S"), ("ts", "S"), ("ph", "V"), ("kh", "K")),
    *(("gh", "K"), ("ck", "K"), ("ks", "KS"), ("qu", "K"), ("th", "T")),
    *((c, "S") for c in "szjc"),
    *((c, "K") for c in "kgqhx"),
    *((c, "V") for c in "vwf"),
)
_SOUND: Final = re.compile("|".join(spelling for spelling, _ in _SOUNDS))
_CLASS: Final = dict(_SOUNDS)
_HARD_C: Final = re.compile(r"c(?=[aoulrktn])")  # "consul": only before e, i, y is Latin c a sibilant ...
_TURKIC: Final = frozenset("əğışöüƏĞİŞÖÜ")  # ... but in Azerbaijani and Turkish it always is: "Azərbaycan"
_YOTATED: Final = re.compile(r"^(?:je|ye|e)")  # Jewdokimow, Yevdokimov, Евдокимов
_GREEK_PAIRS: Final = (("μπ", "b"), ("ντ", "d"), ("τζ", "j"), ("γκ", "g"))
_VOWELS: Final = re.compile(r"[aeiouy]+")
_DOUBLED: Final = re.compile(r"(.)\1+")
_SLAVIC_CASE: Final = re.compile(r"(?<=\w{4})(?:ого|ому|ыми|ими|ами|ями|ым|им|ом|ем|ой|ою|ей|ах|ях)$")

_LOWERED: Final[Mapping[str, str]] = MappingProxyType({"İ": "i", "I": "i"})


@lru_cache(maxsize=65536)
def latin(word: str) -> str:
    """The word in plain lower-case Latin letters and digits; other scripts come out letter by letter."""
    lowered = "".join(_LOWERED.get(c, c) for c in word).casefold()
    if "α" <= lowered[:1] <= "ώ":
        lowered = unicodedata.normalize("NFKD", lowered)
        for pair, sound in _GREEK_PAIRS:
            lowered = lowered.replace(pair, sound)
    return "".join(c for c in unicodedata.normalize("NFKD", lowered.translate(_ALPHABETS)) if c.isalnum())


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a word in sound classes: "Safarov" -> "SVRV"; a short one keeps a leading vowel: "ALV".

    The A stands for any vowel: Aliyev, Əliyev, Алиев.
    """
    plain = _YOTATED.sub("e", latin(word))
    hard = plain if _TURKIC.intersection(word) else _HARD_C.sub("k", plain)
    sounds = _SOUND.sub(lambda m: _CLASS[m[0]], hard)
    bones = _DOUBLED.sub(r"\1", _VOWELS.sub("", sounds)).upper()
    short = len(bones) < len("ALV")
    return f"A{bones}" if short and _VOWELS.match(sounds) else bones


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """What two spellings of a word share, or "" if it is too short to mean anything: "#15" for a number."""
    if word.isdecimal():
        return f"#{int(word)}" if len(word) <= len("2025") else ""
    bones = skeleton(_SLAVIC_CASE.sub("", word.casefold()))
    # Two consonants name nobody; three do in a name ("Шонов", "FSB") or a long word ("balloon").
    enough = 3 if word[:1].isupper() or len(word) >= _LONG else 4
    return bones[:KEY_LENGTH] if len(bones) >= enough else ""


# Names of countries, peoples and capitals: they say only what the pair of the match says already.
_SIDES_IN_WORDS: Final = """
    Russia Russian Russians Россия российский Росія російський Rusiya Rusiyanın Rosja rosyjski Rusya Russie Russland
    Moscow Москва Moskva Moskwa Kremlin Кремль Azerbaijan Azerbaijani Azeri Азербайджан азербайджанский Azərbaycan
    Azərbaycanın Azerbaycan Azerbejdżan Bakının Ukraine Ukrainian Украина украинский Україна український Ukrayna
    Kyiv Kiev Armenia Armenian Армения армянский Вірменія Ermənistan Ermenistan erməni Yerevan Georgia Georgian Грузия
    грузинский Грузія Gürcüstan Tbilisi Turkey Turkish Türkiye Турция турецкий Туреччина Ankara Iran Iranian Иран
    иранский İran Tehran Тегеран Tehranda America American Americans Америка американский USA ABŞ Washington Вашингтон
    China Chinese Китай китайский Çin Chiny Beijing Пекин Israel Israeli Израиль израильский İsrail Britain British
    Британия британский Великобритания Britaniya London Лондон France French Франция французский Fransa Paris Париж
    Germany German Германия немецкий Німеччина Almaniya Niemcy Berlin Берлин Poland Polish Польша польский Польща Polşa
    Polska Warsaw Варшава Belarus Беларусь Белоруссия Sweden Swedish Швеция шведский Швеція Szwecja İsveç Stockholm
    Estonia Estonian Эстония эстонский Latvia Латвия Lithuania Литва Finland Finnish Финляндия финский Norway Норвегия
    Iraq Iraqi Ирак İraq Baghdad Japan Japanese Япония японский India Indian Индия индийский Kazakhstan Казахстан
    ministry minister foreign министерство министр иностранных міністерство закордонних nazirlik nazirliyi xarici işlər
    reported reports according сообщает сообщили передает заявил повідомляє повідомив bildirib xəbər verir barədə
"""


@lru_cache(maxsize=1)
def _common_keys() -> frozenset[str]:
    return frozenset(k for k in map(key, _SIDES_IN_WORDS.split()) if k)


def keys(text: str) -> tuple[str, ...]:
    """The keys of a text, each once, in order; at most 64."""
    plain = _APOSTROPHES.sub("", _LINKS.sub(" ", text))
    found = dict.fromkeys(k for k in map(key, _TOKEN.findall(plain)) if k and k not in _common_keys())
    return tuple(found)[:_WORDS_KEPT]


def person_keys(persons: Iterable[str]) -> frozenset[str]:
    """The keys of the surnames: of each name its last word that is long enough, for given names repeat.

    A word in small letters names nobody; what a rule took for a name by mistake must not keep reports apart.
    """
    names = ([w for w in _TOKEN.findall(p) if not w[0].islower()] for p in persons)
    surnames = (next((k for k in reversed([key(w) for w in words]) if k), "") for words in names)
    return frozenset(k for k in surnames if k)


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text in Latin letters, all of them, in order: what near-identity of texts is judged by."""
    return tuple(w for w in map(latin, _TOKEN.findall(_LINKS.sub(" ", text))) if w)
