"""Whom made-up people are named after: in Britain at large, among people who came from elsewhere, where few names are
borne by many. How often is as in the country, or a guess; the names are common ones of no real person.
"""

import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import services.cases.domain.people

_KNOWN = Path(services.cases.domain.people.__file__).parent
_ACCENTED = ("Zoë", "José", "Siobhán", "Łukasz", "Ayşe", "Renée", "Chloë", "Seán", "Małgorzata", "Beyoncé")


@dataclass(frozen=True, slots=True)
class Names:
    """Draws given and family names; `forms` are the other ways of writing one."""

    given: Callable[[random.Random], str]
    family: Callable[[random.Random], str]
    forms: Mapping[str, Sequence[str]]

    def other_form(self, chance: random.Random, name: str) -> str:
        return chance.choice(self.forms.get(name.lower(), [name])).capitalize()


def _british_family(chance: random.Random) -> str:
    """The commonest five hundred, as often as people in the country have them, are borne by two in five."""
    if chance.random() < 0.4:
        return chance.choices(STREETS, cum_weights=_FAMILY_WEIGHTS)[0]
    return chance.choice(STREETS) + chance.choice(("son", "ley", "man", "well", "ford", "by"))


def _british_given(chance: random.Random) -> str:
    """Common ones, and every so often another."""
    happens = chance.random()
    if happens < 0.02:
        return chance.choice(_ACCENTED)
    if happens < 0.35:
        return chance.choice(_RARE)
    return chance.choices(_COMMON, cum_weights=_COMMONNESS)[0]


def _the_commoner_the_earlier(names: Sequence[str]) -> Callable[[random.Random], str]:
    weights = list(accumulate(1 / (rank + 5) for rank in range(len(names))))
    return lambda chance: chance.choices(names, cum_weights=weights)[0].capitalize()


def _by_the_first(spelt: Iterable[str]) -> dict[str, list[str]]:
    return {words.split()[0]: words.split() for words in spelt}


_KEPT = json.loads((_KNOWN / "names.json").read_text())
_FORMS = _by_the_first(_KEPT["short_forms"])
_COMMON = [formal.capitalize() for formal in _FORMS]
_COMMONNESS = list(accumulate(1 / (rank + 10) for rank in range(len(_COMMON))))
_RARE = [
    name.capitalize()
    for line in (_KNOWN / "given_names.txt").read_text().splitlines()
    if not line.startswith("#")
    for name in line.split()
]
_PERCENT: dict[str, float] = _KEPT["family_percent"]
STREETS = [name.capitalize() for name in _PERCENT]
_FAMILY_WEIGHTS = list(accumulate(_PERCENT.values()))
BRITISH = Names(_british_given, _british_family, _FORMS)

_CAME_GIVEN = (
    "mohammed muhammad mohamed mohammad",
    "abdirahman abdurahman abdulrahman abdirahmaan",
    "khadija khadijah hadija",
    "oleksandr aleksandr alexander",
    "yuliia yulia julia iuliia",
    "fatima fatma fathima fatimah",
    "tetiana tatiana tetyana tatyana",
    "ahmed ahmad achmed",
    "olena elena alena",
    "hodan hodhan",
    "dmytro dmitri dmitry",
    "svitlana svetlana",
    "hassan hasan",
    "xiaoling xiao-ling",
    "amina aminah",
    "volodymyr vladimir wolodymyr",
    "nataliia natalia nataliya",
    "ibrahim ebrahim ibraheem",
    "maryam mariam miriam",
    "andrii andriy andrei",
    "zahra zohra",
    "yusuf yousef yosef youssef",
    "agnieszka agnieshka",
    "serhii sergiy sergei",
    "aisha ayesha aysha",
    "krzysztof kristof",
    "samira sameera",
    "mehmet mehmed",
    "hoang huang",
    "thuy thui",
    "selam selamawit",
    "tesfaye tesfay",
    "bogdan bohdan",
    "gurpreet gurprit",
    "harjit harjeet",
    "farhad ferhad",
    "rahima raheema",
    "liban libaan",
    "ewa eva",
    "iryna irina",
    "katarzyna katazhyna",
    "mykola nikolai mikola",
    "sahra sara",
    "noor nur nour",
    "shukri shukria",
    "farah fara",
    "goran",
    "ravi",
    "stefan",
    "linh",
    "minh",
    "wei",
    "jing",
    "ana",
    "ion",
    "ioana",
)
_CAME_FAMILY = (
    "ali aly",
    "hussein hussain husain hossain",
    "mohamed mohammed",
    "nguyen nguen",
    "hassan hasan",
    "khan",
    "singh sing",
    "ahmed ahmad",
    "shevchenko schevchenko",
    "kaur",
    "osman usman othman",
    "kovalenko kowalenko",
    "begum",
    "warsame warsameh",
    "tran",
    "bondarenko",
    "popescu",
    "abdi abdy",
    "yusuf yousef",
    "tkachenko",
    "haile hayle",
    "nowak",
    "ibrahim ebrahim",
    "kravchenko",
    "kowalski kowalsky",
    "farah",
    "rahman rehman",
    "chen",
    "ionescu",
    "jama jamaa",
    "kebede",
    "omar omer",
    "melnyk melnik",
    "wang",
    "petrenko",
    "suleiman suleyman sulaiman",
    "wisniewski",
    "guled guleed",
    "moroz",
    "zhang",
    "oliynyk oliinyk",
    "aden adan",
    "stan",
    "kovalchuk",
    "pham",
    "abdullahi abdulahi",
    "rudenko",
    "tesfay tesfaye",
    "georgescu",
    "savchenko",
)
CAME_FROM_ELSEWHERE = Names(
    _the_commoner_the_earlier(list(_by_the_first(_CAME_GIVEN))),
    _the_commoner_the_earlier(list(_by_the_first(_CAME_FAMILY))),
    _by_the_first((*_CAME_GIVEN, *_CAME_FAMILY)),
)

FEW = Names(
    _the_commoner_the_earlier(_COMMON[:60]),
    _the_commoner_the_earlier("jones williams davies evans thomas roberts hughes lewis morgan griffiths price".split()),
    _FORMS,
)

# Put down without a look at which spellings the service knows.
_ALPHABETS_GIVEN = (
    "zainab zaynab zeinab",
    "bilal belal",
    "tariq tarek tarik",
    "khalid khaled",
    "mustafa moustafa mostafa",
    "abdullah abdallah abdulla",
    "georgios giorgos yiorgos george",
    "ioannis yiannis giannis",
    "parvin parveen perveen",
    "nasreen nasrin nesrin",
    "shahnaz shehnaz",
    "deepak dipak",
    "lakshmi laxmi",
    "sunita suneeta",
    "vijay vijai",
    "rajesh rajes",
    "subramaniam subramanyam",
    "oluwaseun seun",
    "oluwatobi tobi",
    "chukwuemeka emeka",
    "ngozi",
    "hristo christo",
    "yordan iordan",
    "tsvetan cvetan",
    "nadezhda nadejda",
    "zoltan",
    "erzsebet erzebet",
    "malgorzata margorzata",
    "jaroslaw yaroslav",
    "pawel pavel",
    "zbigniew zbignev",
    "siobhan shivaun",
    "niamh neve",
    "caoimhe keeva",
    "arben",
    "xhevdet dzevdet cevdet",
    "shpresa",
    "besnik",
    "dilan",
    "azad azaad",
    "rojin rozhin",
    "shirin shireen",
    "reza riza",
    "gholam ghulam golam",
    "mehdi mahdi",
    "leyla leila layla",
    "yared",
    "tewodros tedros",
    "hirut",
    "mulu",
    "girma",
    "berhane birhane",
    "selvi",
    "kumar",
    "priya",
    "anjali anjaly",
    "jun",
    "mei",
    "xiu",
    "hung",
)
_ALPHABETS_FAMILY = (
    "chowdhury choudhury chaudhry chaudhary",
    "hoxha hodja",
    "papadopoulos papadopulos",
    "ivanov ivanoff",
    "dimitrov dimitroff",
    "petrov",
    "georgiou georghiou",
    "okafor",
    "adeyemi adeyemy",
    "okonkwo",
    "balogun",
    "perera pereira",
    "fernando",
    "sivakumar shivakumar",
    "krishnan krishnen",
    "sharma sarma",
    "mukherjee mukherji",
    "banerjee banerji",
    "gashi",
    "krasniqi krasnici",
    "berisha",
    "kaya",
    "yilmaz yilmas",
    "demir",
    "sahin shahin",
    "mohammadi mohamadi",
    "rezaei rezai",
    "hosseini husseini hoseini",
    "karimi kareemi",
    "ahmadi ahmedi",
    "rahimi raheemi",
    "tekle",
    "gebre ghebre",
    "tadesse tadese",
    "bekele",
    "alemu",
    "abebe",
    "negash",
    "horvath horvat",
    "nagy",
    "kovacs kovach",
    "nikolov nikoloff",
    "lis",
    "wojcik woycik",
    "dabrowski dombrowski",
    "murphy",
    "byrne",
    "li lee",
    "wong huang",
    "lam",
)
OTHER_ALPHABETS = Names(
    _the_commoner_the_earlier(list(_by_the_first(_ALPHABETS_GIVEN))),
    _the_commoner_the_earlier(list(_by_the_first(_ALPHABETS_FAMILY))),
    _by_the_first((*_ALPHABETS_GIVEN, *_ALPHABETS_FAMILY)),
)
