"""Made-up professionals in any number, the same ones for the same seed."""

import random
from collections.abc import Iterator

from services.directory.domain.professional import ProfessionalRow

GIVEN = """
Aaron Abigail Adam Agnieszka Aisha Alan Alexander Alison Amanda Amina Amy Andrew Angela Angharad Anne
Anthony Arthur Ayşe Barbara Benjamin Beth Brian Callum Caoimhe Carol Catherine Charlotte Chidinma Christine
Christopher Claire Colin Craig Daniel David Dawn Deborah Declan Derek Diana Dorothy Duncan Edward Eilidh
Elaine Eleanor Elizabeth Emily Emma Farah Fatima Fiona Frances Gareth Gemma George Gillian Graham Grace
Gurpreet Hannah Harriet Helen Hugh Ian Iolo Isabel Jack Jacqueline James Jane Janet Jasmine Jennifer Jessica
Joan Joanna John Jonathan José Joseph Joyce Judith Julie Karen Katherine Keith Kelly Kenneth Kevin Kirsty
Kwame Laura Lee Leroy Linda Louise Lucy Luke Łukasz Malcolm Margaret Maria Mark Martin Mary Matthew Megan
Michael Michelle Mohammed Naomi Natasha Neil Ngozi Nicholas Nicola Olga Oliver Olivia Owen Pamela Patricia
Paul Peter Philip Priya Rachel Ravi Rebecca Rhys Richard Robert Ruth Ryan Sally Samantha Samuel Sara Sarah
Sean Sharon Sheila Siân Simon Siobhán Sophie Stephen Stuart Sunita Susan Terence Thomas Timothy Tracey
Valerie Victoria Wayne Wendy William Wojciech Xiaoming Yusuf Yvonne Zainab Zoë Zofia
""".split()
FAMILY = """
Abbott Adams Adeyemi Ahmed Akhtar Ali Allen Anderson Archer Armstrong Atkinson Bailey Baker Ball Banks
Barker Barnes Begum Bell Bennett Berry Bevan Bird Bishop Black Blake Bolton Bond Booth Bradley Bradshaw
Brady Brennan Brooks Brown Bryant Burgess Burke Burns Burton Butler Byrne Campbell Carr Carter Chadwick
Chambers Chan Chapman Chowdhury Clark Clarke Cole Coleman Collins Connolly Cook Cooper Cox Crawford Cross
Cunningham Curtis D'Souza Daly Davidson Davies Davis Dawson Dean Dixon Doherty Douglas Doyle Duffy Dunn
Edwards Elliott Ellis Evans Farrell Ferguson Finch Fisher Fitzgerald Fleming Fletcher Flynn Ford Foster
Fowler Fox Fraser Freeman Gallagher García Gardner George Gibson Gill Glover Goodwin Gordon Graham Grant
Gray Green Griffiths Hall Hamilton Harding Harper Harris Harrison Hart Harvey Hawkins Hayes Henderson Hewitt
Hicks Hill Hobbs Hodgson Holland Holmes Hopkins Houghton Howard Howells Hudson Hughes Humphreys Hunt Hussain
Iqbal Jackson James Jenkins Jennings Johnson Johnston Jones Jordan Kaur Kelly Kemp Kennedy Kerr Khan King
Knight Kowalski Lamb Lawson Lee Lewis Li Lloyd Long Lowe Lucas Lynch Mac-Donald MacLeod Mahmood Marsh
Marshall Martin Mason Matthews McCarthy McKenzie Mellor Metcalfe Miah Miller Mills Mistry Mitchell Moore
Moran Morgan Morris Moss Murphy Murray Nash Nelson Newton Nguyen Nicholson Nolan Nowak O'Brien O'Connor
O'Neill Okafor Osborne Owen Palmer Parker Patel Patterson Pearce Perkins Phillips Pickering Pollard Poole
Porter Powell Pratt Price Pritchard Quinn Rahman Reed Rees Reid Reynolds Rhodes Richards Roberts Robinson
Rogers Rose Ross Russell Ryan Sanders Saunders Schofield Scott Shah Sharma Shaw Simpson Singh Smith Spencer
Stephens Stewart Stone Sutton Sykes Taylor Thomas Thompson Thornton Tucker Turner Vaughan Wade Walker
Wallace Walsh Walters Ward Warren Watson Watts Webb West Wheeler White Whittaker Wilkinson Williams
Williamson Willis Wilson Wong Wood Woods Wright Wyatt Yates Young Zhang
""".split()
ROLES = (
    ("Social Worker", "council", "SWE"),
    ("Senior Social Worker", "council", "SWE"),
    ("Housing Officer", "council", ""),
    ("Occupational Therapist", "council", ""),
    ("Early Help Coordinator", "council", ""),
    ("Health Visitor", "nhs", "NMC"),
    ("School Nurse", "nhs", "NMC"),
    ("Community Psychiatric Nurse", "nhs", "NMC"),
    ("General Practitioner", "nhs", "GMC"),
    ("Special Educational Needs Coordinator", "school", ""),
    ("Police Constable", "police", ""),
    ("Domestic Abuse Adviser", "charity", ""),
)
AREAS = {
    "Lichfield": "E07000194",
    "Hertsmere": "E07000098",
    "Worcester": "E07000237",
    "Medway": "E06000035",
    "Wirral": "E08000015",
    "Camden": "E09000007",
    "Surrey": "E10000030",
    "Gwynedd": "W06000002",
    "Highland": "S12000017",
    "Mid Ulster": "N09000009",
    "Stockport": "E08000007",
    "Rutland": "E06000017",
}
_ORGANISATION = {
    "council": "{} Council",
    "nhs": "{} Community Health NHS Trust",
    "school": "{} Academy",
    "police": "{} Police",
    "charity": "{} Women's Aid",
}
_TEAMS = ("Duty team", "North team", "South team", "Access team", "Locality 1 team")


def professionals(count: int, seed: int = 7) -> Iterator[ProfessionalRow]:
    """Common names are common: each list is drawn from with falling weight, so that many share a full name."""
    rng = random.Random(seed)
    for number in range(count):
        role, kind, body = rng.choice(ROLES)
        place = rng.choice(list(AREAS))
        given, family = _drawn(rng, GIVEN), _drawn(rng, FAMILY)
        yield ProfessionalRow(
            line=number + 2,
            external_id=f"X{number:06}",
            given_name=given,
            family_name=family,
            role=role,
            team=rng.choice(_TEAMS),
            organisation=_ORGANISATION[kind].format(place),
            organisation_kind=kind,
            area=AREAS[place],
            registration_body=body,
            registration_number=_number(rng, body),
            email=f"staff{number}@{place.lower().replace(' ', '')}.{kind}.example",
            phone=f"01632 96{number % 10_000:04}",
            mobile=f"07700 900{number % 1000:03}",
            working_days=rng.choice(("Mon,Tue,Wed,Thu,Fri", "Mon,Tue,Wed", "Wed,Thu,Fri")),
            postcode="WS13 6YY",
        )


def mistyped(rng: random.Random, text: str) -> str:
    """The text with one slip in one of its words: a letter left out, put in, replaced, or two swapped."""
    while True:
        at, letter = rng.randrange(len(text)), rng.choice("abcdefghijklmnopqrstuvwxyz")
        here, after = text[at], text[at + 1 : at + 2]
        swapped = after + here if after.isalpha() else letter + after
        typed = text[:at] + rng.choice((after, letter + here + after, letter + after, swapped)) + text[at + 2 :]
        if here.isalpha() and typed.casefold() != text.casefold():
            return typed


def _drawn(rng: random.Random, names: list[str]) -> str:
    return names[int(rng.random() ** 1.3 * len(names))]


def _number(rng: random.Random, body: str) -> str:
    letter = rng.choice("ABCDEFGHIJ")
    return {
        "": "",
        "GMC": f"{rng.randrange(10**7):07}",
        "SWE": f"SW{rng.randrange(10**6)}",
        "NMC": f"{rng.randrange(100):02}{letter}{rng.randrange(10**4):04}E",
    }[body]
