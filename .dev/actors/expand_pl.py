"""Expand the Polish actors: python .dev/actors/expand_pl.py writes bot/matching/data/actors/pl.yaml.

A line a country: names with their six forms (nominative/genitive/dative/accusative/instrumental/locative; one form if it
does not decline), adjective stems (their -ski, -cki endings are added), people as nominative, genitive and plural forms.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

# code | name forms | adjective | people: sing. nom/gen/ins, plural nom/gen/ins | capital forms
COUNTRIES = """
RU | Rosja/Rosji/Rosji/Rosję/Rosją/Rosji; Federacja Rosyjska/Federacji Rosyjskiej/Federacji Rosyjskiej/Federację Rosyjską/Federacją Rosyjską/Federacji Rosyjskiej | rosyjski | Rosjanin/Rosjanina/Rosjaninem, Rosjanie/Rosjan/Rosjanami | Moskwa/Moskwy/Moskwie/Moskwę/Moskwą/Moskwie
AZ | Azerbejdżan/Azerbejdżanu/Azerbejdżanowi/Azerbejdżan/Azerbejdżanem/Azerbejdżanie | azerbejdżański; azerski | Azer/Azera/Azerem, Azerowie/Azerów/Azerami | Baku
UA | Ukraina/Ukrainy/Ukrainie/Ukrainę/Ukrainą/Ukrainie | ukraiński | Ukrainiec/Ukraińca/Ukraińcem, Ukraińcy/Ukraińców/Ukraińcami | Kijów/Kijowa/Kijowowi/Kijów/Kijowem/Kijowie
PL | Polska/Polski/Polsce/Polskę/Polską/Polsce; RP | polski | Polak/Polaka/Polakiem, Polacy/Polaków/Polakami | Warszawa/Warszawy/Warszawie/Warszawę/Warszawą/Warszawie
BY | Białoruś/Białorusi/Białorusi/Białoruś/Białorusią/Białorusi | białoruski | Białorusin/Białorusina/Białorusinem, Białorusini/Białorusinów/Białorusinami | Mińsk/Mińska/Mińskowi/Mińsk/Mińskiem/Mińsku
AM | Armenia/Armenii/Armenii/Armenię/Armenią/Armenii | armeński; ormiański | Ormianin/Ormianina/Ormianinem, Ormianie/Ormian/Ormianami | Erywań/Erywania/Erywaniowi/Erywań/Erywaniem/Erywaniu
GE | Gruzja/Gruzji/Gruzji/Gruzję/Gruzją/Gruzji | gruziński | Gruzin/Gruzina/Gruzinem, Gruzini/Gruzinów/Gruzinami | Tbilisi
TR | Turcja/Turcji/Turcji/Turcję/Turcją/Turcji | turecki | Turek/Turka/Turkiem, Turcy/Turków/Turkami | Ankara/Ankary/Ankarze/Ankarę/Ankarą/Ankarze
US | USA; Stany Zjednoczone/Stanów Zjednoczonych/Stanom Zjednoczonym/Stany Zjednoczone/Stanami Zjednoczonymi/Stanach Zjednoczonych; Ameryka/Ameryki/Ameryce/Amerykę/Ameryką/Ameryce~ | amerykański | Amerykanin/Amerykanina/Amerykaninem, Amerykanie/Amerykanów/Amerykanami | Waszyngton/Waszyngtonu/Waszyngtonowi/Waszyngton/Waszyngtonem/Waszyngtonie
GB | Wielka Brytania/Wielkiej Brytanii/Wielkiej Brytanii/Wielką Brytanię/Wielką Brytanią/Wielkiej Brytanii; Brytania/Brytanii/Brytanii/Brytanię/Brytanią/Brytanii | brytyjski | Brytyjczyk/Brytyjczyka/Brytyjczykiem, Brytyjczycy/Brytyjczyków/Brytyjczykami | Londyn/Londynu/Londynowi/Londyn/Londynem/Londynie
DE | Niemcy/Niemiec/Niemcom/Niemcy/Niemcami/Niemczech; RFN | niemiecki | Niemiec~/Niemca/Niemcem, Niemcy~/Niemców/Niemcami~ | Berlin/Berlina/Berlinowi/Berlin/Berlinem/Berlinie
FR | Francja/Francji/Francji/Francję/Francją/Francji | francuski | Francuz/Francuza/Francuzem, Francuzi/Francuzów/Francuzami | Paryż/Paryża/Paryżowi/Paryż/Paryżem/Paryżu
IT | Włochy/Włoch/Włochom/Włochy/Włochami/Włoszech; Italia/Italii/Italii/Italię/Italią/Italii | włoski | Włoch~/Włocha/Włochem, Włosi/Włochów/Włochami~ | Rzym/Rzymu/Rzymowi/Rzym/Rzymem/Rzymie
ES | Hiszpania/Hiszpanii/Hiszpanii/Hiszpanię/Hiszpanią/Hiszpanii | hiszpański | Hiszpan/Hiszpana/Hiszpanem, Hiszpanie/Hiszpanów/Hiszpanami | Madryt/Madrytu/Madrytowi/Madryt/Madrytem/Madrycie
LT | Litwa/Litwy/Litwie/Litwę/Litwą/Litwie | litewski | Litwin/Litwina/Litwinem, Litwini/Litwinów/Litwinami | Wilno/Wilna/Wilnu/Wilno/Wilnem/Wilnie
LV | Łotwa/Łotwy/Łotwie/Łotwę/Łotwą/Łotwie | łotewski | Łotysz/Łotysza/Łotyszem, Łotysze/Łotyszy/Łotyszami | Ryga/Rygi/Rydze/Rygę/Rygą/Rydze
EE | Estonia/Estonii/Estonii/Estonię/Estonią/Estonii | estoński | Estończyk/Estończyka/Estończykiem, Estończycy/Estończyków/Estończykami | Tallin/Tallina/Tallinowi/Tallin/Tallinem/Tallinie
FI | Finlandia/Finlandii/Finlandii/Finlandię/Finlandią/Finlandii | fiński | Fin/Fina/Finem, Finowie/Finów/Finami | Helsinki/Helsinek/Helsinkom/Helsinki/Helsinkami/Helsinkach
SE | Szwecja/Szwecji/Szwecji/Szwecję/Szwecją/Szwecji | szwedzki | Szwed/Szweda/Szwedem, Szwedzi/Szwedów/Szwedami | Sztokholm/Sztokholmu/Sztokholmowi/Sztokholm/Sztokholmem/Sztokholmie
NO | Norwegia/Norwegii/Norwegii/Norwegię/Norwegią/Norwegii | norweski | Norweg/Norwega/Norwegiem, Norwegowie/Norwegów/Norwegami | Oslo
DK | Dania/Danii/Danii/Danię/Danią/Danii | duński | Duńczyk/Duńczyka/Duńczykiem, Duńczycy/Duńczyków/Duńczykami | Kopenhaga/Kopenhagi/Kopenhadze/Kopenhagę/Kopenhagą/Kopenhadze
CZ | Czechy/Czech/Czechom/Czechy/Czechami/Czechach | czeski | Czech~/Czecha/Czechem, Czesi/Czechów/Czechami~ | Praga/Pragi/Pradze/Pragę/Pragą/Pradze
SK | Słowacja/Słowacji/Słowacji/Słowację/Słowacją/Słowacji | słowacki | Słowak/Słowaka/Słowakiem, Słowacy/Słowaków/Słowakami | Bratysława/Bratysławy/Bratysławie/Bratysławę/Bratysławą/Bratysławie
HU | Węgry/Węgier/Węgrom/Węgry/Węgrami/Węgrzech | węgierski | Węgier~/Węgra/Węgrem, Węgrzy/Węgrów/Węgrami~ | Budapeszt/Budapesztu/Budapesztowi/Budapeszt/Budapesztem/Budapeszcie
RO | Rumunia/Rumunii/Rumunii/Rumunię/Rumunią/Rumunii | rumuński | Rumun/Rumuna/Rumunem, Rumuni/Rumunów/Rumunami | Bukareszt/Bukaresztu/Bukaresztowi/Bukareszt/Bukaresztem/Bukareszcie
BG | Bułgaria/Bułgarii/Bułgarii/Bułgarię/Bułgarią/Bułgarii | bułgarski | Bułgar/Bułgara/Bułgarem, Bułgarzy/Bułgarów/Bułgarami | Sofia/Sofii/Sofii/Sofię/Sofią/Sofii
MD | Mołdawia/Mołdawii/Mołdawii/Mołdawię/Mołdawią/Mołdawii | mołdawski | Mołdawianin/Mołdawianina/Mołdawianinem, Mołdawianie/Mołdawian/Mołdawianami | Kiszyniów/Kiszyniowa/Kiszyniowowi/Kiszyniów/Kiszyniowem/Kiszyniowie
RS | Serbia/Serbii/Serbii/Serbię/Serbią/Serbii | serbski | Serb/Serba/Serbem, Serbowie/Serbów/Serbami | Belgrad/Belgradu/Belgradowi/Belgrad/Belgradem/Belgradzie
GR | Grecja/Grecji/Grecji/Grecję/Grecją/Grecji | grecki | Grek/Greka/Grekiem, Grecy/Greków/Grekami | Ateny/Aten/Atenom/Ateny/Atenami/Atenach
IR | Iran/Iranu/Iranowi/Iran/Iranem/Iranie | irański | Irańczyk/Irańczyka/Irańczykiem, Irańczycy/Irańczyków/Irańczykami | Teheran/Teheranu/Teheranowi/Teheran/Teheranem/Teheranie
IL | Izrael/Izraela/Izraelowi/Izrael/Izraelem/Izraelu | izraelski | Izraelczyk/Izraelczyka/Izraelczykiem, Izraelczycy/Izraelczyków/Izraelczykami | Jerozolima/Jerozolimy/Jerozolimie/Jerozolimę/Jerozolimą/Jerozolimie
IQ | Irak/Iraku/Irakowi/Irak/Irakiem/Iraku | iracki | Irakijczyk/Irakijczyka/Irakijczykiem, Irakijczycy/Irakijczyków/Irakijczykami | Bagdad/Bagdadu/Bagdadowi/Bagdad/Bagdadem/Bagdadzie
SY | Syria/Syrii/Syrii/Syrię/Syrią/Syrii | syryjski | Syryjczyk/Syryjczyka/Syryjczykiem, Syryjczycy/Syryjczyków/Syryjczykami | Damaszek/Damaszku/Damaszkowi/Damaszek/Damaszkiem/Damaszku
CN | Chiny/Chin/Chinom/Chiny/Chinami/Chinach; ChRL | chiński | Chińczyk/Chińczyka/Chińczykiem, Chińczycy/Chińczyków/Chińczykami | Pekin/Pekinu/Pekinowi/Pekin/Pekinem/Pekinie
JP | Japonia/Japonii/Japonii/Japonię/Japonią/Japonii | japoński | Japończyk/Japończyka/Japończykiem, Japończycy/Japończyków/Japończykami | Tokio
KR | Korea Południowa/Korei Południowej/Korei Południowej/Koreę Południową/Koreą Południową/Korei Południowej | południowokoreański | | Seul/Seulu/Seulowi/Seul/Seulem/Seulu
KP | Korea Północna/Korei Północnej/Korei Północnej/Koreę Północną/Koreą Północną/Korei Północnej; KRLD | północnokoreański | | Pjongjang/Pjongjangu/Pjongjangowi/Pjongjang/Pjongjangiem/Pjongjangu
IN | Indie/Indii/Indiom/Indie/Indiami/Indiach | indyjski | Hindus/Hindusa/Hindusem, Hindusi/Hindusów/Hindusami | Nowe Delhi
PK | Pakistan/Pakistanu/Pakistanowi/Pakistan/Pakistanem/Pakistanie | pakistański | Pakistańczyk/Pakistańczyka/Pakistańczykiem, Pakistańczycy/Pakistańczyków/Pakistańczykami | Islamabad/Islamabadu/Islamabadowi/Islamabad/Islamabadem/Islamabadzie
AF | Afganistan/Afganistanu/Afganistanowi/Afganistan/Afganistanem/Afganistanie | afgański | Afgańczyk/Afgańczyka/Afgańczykiem, Afgańczycy/Afgańczyków/Afgańczykami | Kabul/Kabulu/Kabulowi/Kabul/Kabulem/Kabulu
KZ | Kazachstan/Kazachstanu/Kazachstanowi/Kazachstan/Kazachstanem/Kazachstanie | kazachski; kazachstański | Kazach/Kazacha/Kazachem, Kazachowie/Kazachów/Kazachami | Astana/Astany/Astanie/Astanę/Astaną/Astanie
UZ | Uzbekistan/Uzbekistanu/Uzbekistanowi/Uzbekistan/Uzbekistanem/Uzbekistanie | uzbecki | Uzbek/Uzbeka/Uzbekiem, Uzbecy/Uzbeków/Uzbekami | Taszkent/Taszkentu/Taszkentowi/Taszkent/Taszkentem/Taszkencie
AT | Austria/Austrii/Austrii/Austrię/Austrią/Austrii | austriacki | Austriak/Austriaka/Austriakiem, Austriacy/Austriaków/Austriakami | Wiedeń/Wiednia/Wiedniowi/Wiedeń/Wiedniem/Wiedniu
BE | Belgia/Belgii/Belgii/Belgię/Belgią/Belgii | belgijski | Belg/Belga/Belgiem, Belgowie/Belgów/Belgami | Bruksela~/Brukseli~/Brukseli~/Brukselę~/Brukselą~/Brukseli~
NL | Holandia/Holandii/Holandii/Holandię/Holandią/Holandii; Niderlandy/Niderlandów/Niderlandom/Niderlandy/Niderlandami/Niderlandach | holenderski; niderlandzki | Holender/Holendra/Holendrem, Holendrzy/Holendrów/Holendrami | Haga/Hagi/Hadze/Hagę/Hagą/Hadze
CH | Szwajcaria/Szwajcarii/Szwajcarii/Szwajcarię/Szwajcarią/Szwajcarii | szwajcarski | Szwajcar/Szwajcara/Szwajcarem, Szwajcarzy/Szwajcarów/Szwajcarami | Berno/Berna/Bernu/Berno/Bernem/Bernie
PT | Portugalia/Portugalii/Portugalii/Portugalię/Portugalią/Portugalii | portugalski | Portugalczyk/Portugalczyka/Portugalczykiem, Portugalczycy/Portugalczyków/Portugalczykami | Lizbona/Lizbony/Lizbonie/Lizbonę/Lizboną/Lizbonie
CA | Kanada/Kanady/Kanadzie/Kanadę/Kanadą/Kanadzie | kanadyjski | Kanadyjczyk/Kanadyjczyka/Kanadyjczykiem, Kanadyjczycy/Kanadyjczyków/Kanadyjczykami | Ottawa/Ottawy/Ottawie/Ottawę/Ottawą/Ottawie
AU | Australia/Australii/Australii/Australię/Australią/Australii | australijski | Australijczyk/Australijczyka/Australijczykiem, Australijczycy/Australijczyków/Australijczykami | Canberra/Canberry/Canberze/Canberrę/Canberrą/Canberze
EU | Unia Europejska/Unii Europejskiej/Unii Europejskiej/Unię Europejską/Unią Europejską/Unii Europejskiej; UE!; Unia/Unii/Unii/Unię/Unią/Unii~ | unijny~ | |
NATO | NATO!; Sojusz Północnoatlantycki/Sojuszu Północnoatlantyckiego/Sojuszowi Północnoatlantyckiemu/Sojusz Północnoatlantycki/Sojuszem Północnoatlantyckim/Sojuszu Północnoatlantyckim | natowski | |
UN | ONZ!; Organizacja Narodów Zjednoczonych/Organizacji Narodów Zjednoczonych/Organizacji Narodów Zjednoczonych/Organizację Narodów Zjednoczonych/Organizacją Narodów Zjednoczonych/Organizacji Narodów Zjednoczonych | | |
"""
OTHERS = """
RU body n: Kreml; g: Kremla; d: Kremlowi; i: Kremlem; p: Kremlu
RU body n: FSB!, Roskomnadzor, Federalna Służba Bezpieczeństwa, Duma Państwowa; g: Dumy Państwowej, Federalnej Służby Bezpieczeństwa
RU person n: Putin, Ławrow, Siergiej Ławrow, Pieskow, Zacharowa, Miedwiediew; ga: Putina, Ławrowa, Pieskowa, Miedwiediewa; d: Putinowi, Ławrowowi; i: Putinem, Ławrowem
RU media *: Sputnik, RT!, TASS!, RIA Nowosti
RU place *: Petersburg, Petersburgu, Petersburga, Władywostok, Władywostoku, Jekaterynburg, Jekaterynburgu
US body n: Biały Dom, Pentagon, Departament Stanu; g: Białego Domu, Pentagonu, Departamentu Stanu; p: Białym Domu, Departamencie Stanu
US person n: Biden, Blinken, Antony Blinken, Trump, Rubio; ga: Bidena, Blinkena, Trumpa; i: Bidenem, Blinkenem, Trumpem
AZ person n: Alijew, Ilham Alijew; ga: Alijewa; i: Alijewem
UA person n: Zełenski, Wołodymyr Zełenski; ga: Zełenskiego; i: Zełenskim
PL person n: Tusk, Sikorski, Duda, Nawrocki; ga: Tuska, Sikorskiego, Dudy, Nawrockiego
BY person n: Łukaszenka, Alaksandr Łukaszenka; g: Łukaszenki; a: Łukaszenkę; i: Łukaszenką
CN firm *: Huawei, TikTok
"""
CASES = "ngdaip"
ADJECTIVE = {
    "n": ["a"], "na": ["i", "ie"], "g": [], "ga": ["iego"], "d": ["iemu"], "gdp": ["iej"], "ai": ["ą"], "ip": ["im"],
    "N": ["y#"], "NA": ["ie"], "GAP": ["ich"], "I": ["imi"], "D": ["im"],
}  # fmt: skip


def main() -> None:
    """Write the file."""
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for line in COUNTRIES.strip().splitlines():
        code, names, adjectives, people, capital = (part.strip() for part in line.split("|"))
        for name in names.split(";"):
            add_forms(groups, code, "name", name.strip())
        for adjective in filter(None, (a.strip() for a in adjectives.split(";"))):
            add_adjective(groups, code, adjective)
        for number, forms in enumerate(filter(None, (p.strip() for p in people.split(",")))):
            nominative, genitive, instrumental = forms.split("/")
            for cases, form in zip(
                ("n", "ga", "i") if number == 0 else ("N", "GA", "I"), (nominative, genitive, instrumental), strict=True
            ):
                groups[code, "people", cases].append(form)
        if capital:
            add_forms(groups, code, "capital", capital)
    for line in OTHERS.strip().splitlines():
        head, rest = line.split(" ", 2)[:2], line.split(" ", 2)[2]
        for piece in rest.split(";"):
            cases, forms = piece.split(":")
            groups[head[0], head[1], cases.strip()] += [form.strip() for form in forms.split(",")]
    write(groups)


def add_forms(groups: dict[tuple[str, str, str], list[str]], code: str, what: str, text: str) -> None:
    """Six forms, those that are spelled alike under all their cases; one form declines not."""
    flag = "~" if text.endswith("~") else ""
    forms = text.rstrip("~").split("/")
    if len(forms) == 1:
        groups[code, what, "*"].append(text)
        return
    by_form: dict[str, str] = defaultdict(str)
    for case, form in zip(CASES, forms, strict=True):
        by_form[form] += case
    for form, cases in by_form.items():
        groups[code, what, cases].append(form if form.endswith("~") else form + flag)


def add_adjective(groups: dict[tuple[str, str, str], list[str]], code: str, adjective: str) -> None:
    """All endings of an adjective in -ki or -ny; its people-plural ends in -scy, -ccy, -ni."""
    flag, adjective = ("~", adjective[:-1]) if adjective.endswith("~") else ("", adjective)
    stem = adjective[:-1]
    for cases, endings in ADJECTIVE.items():
        for ending in endings:
            groups[code, "adj", cases].append(inflected(stem, ending) + flag)


def inflected(stem: str, ending: str) -> str:
    """`rosyjsk` + `iego`; hard stems (`unijn`) take y for i."""
    if ending == "y#":
        return stem[:-1] + "cy" if stem.endswith("k") else stem + "i"
    hard = not stem.endswith(("k", "g"))
    return stem + (
        ending.replace("ie", "e", 1)
        if hard and ending.startswith("ie")
        else "y" + ending[1:]
        if hard and ending.startswith("i")
        else ending
    )


def write(groups: dict[tuple[str, str, str], list[str]]) -> None:
    """One line a group, countries in the order above."""
    told = [
        f"{code} {what} {cases}: {', '.join(dict.fromkeys(forms))}" for (code, what, cases), forms in groups.items()
    ]
    head = (
        "# Actors in Polish. Expanded by .dev/actors/expand_pl.py: edit there. The format is told in docs/actors.md.\n"
    )
    path = Path(__file__).parents[2] / "bot/matching/data/actors/pl.yaml"
    path.write_text(head + "\n".join(told) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
