"""Made-up populations whose habits differ from those that the weights were trained on, and from one another. What is
changed in matching is tried on one seed, and counted on others.
"""

from dataclasses import dataclass, field

from bench.matching.caseloads import District, Habits
from bench.matching.names import CAME_FROM_ELSEWHERE, FEW, OTHER_ALPHABETS


@dataclass(frozen=True, slots=True)
class Population:
    habits: Habits
    there: District = field(default_factory=District)


POPULATIONS = {
    "slips in everything": Population(
        Habits(
            misspelt=0.1,
            short_form=0.12,
            shouted=0.3,
            names_swapped=0.04,
            new_family_name=0.05,
            birth_swapped=0.05,
            birth_digit=0.03,
            birth_rounded=0.03,
            moved=0.3,
            no_number=0.4,
            wrong_number=0.01,
            other_phone=0.5,
            no_phone=0.3,
            no_uprn=0.8,
        )
    ),
    "half without a number, one in five moved, married and shortened names": Population(
        Habits(
            misspelt=0.03,
            short_form=0.2,
            new_family_name=0.08,
            moved=0.2,
            no_number=0.5,
            wrong_number=0.002,
            no_uprn=0.7,
        )
    ),
    "came from elsewhere: names respelt and in other order, 1 January, no postcode": Population(
        Habits(
            misspelt=0.04,
            short_form=0.25,
            family_respelt=0.15,
            names_swapped=0.12,
            new_family_name=0.01,
            birth_swapped=0.03,
            birth_rounded=0.04,
            moved=0.3,
            no_postcode=0.2,
            no_number=0.5,
            other_phone=0.45,
            no_phone=0.2,
            no_uprn=0.8,
        ),
        District(CAME_FROM_ELSEWHERE, twins=0.02, juniors=0.03, new_year=0.25),
    ),
    "few names, many twins and children of a parent's name, swapped dates, typing errors": Population(
        Habits(
            misspelt=0.12,
            short_form=0.05,
            birth_swapped=0.12,
            birth_digit=0.04,
            moved=0.1,
            other_door=0.02,
            no_number=0.35,
            wrong_number=0.01,
        ),
        District(FEW, twins=0.1, juniors=0.1),
    ),
    "two forenames of which one is written, hyphens, babies without a name, old homes": Population(
        Habits(
            misspelt=0.03,
            short_form=0.08,
            new_family_name=0.06,
            joined_family_name=0.03,
            moved=0.25,
            no_number=0.3,
            no_phone=0.2,
            no_uprn=0.6,
            second_forename_dropped=0.5,
            known_by_second=0.1,
            not_named_yet=0.5,
            no_sex=0.02,
        ),
        District(two_forenames=0.5, newborn=0.03),
    ),
    "other alphabets, fathers' names in either place, 1 July": Population(
        Habits(
            misspelt=0.05,
            short_form=0.2,
            family_respelt=0.2,
            names_swapped=0.04,
            birth_swapped=0.04,
            moved=0.2,
            no_number=0.4,
            other_phone=0.4,
            no_phone=0.15,
            no_uprn=0.7,
            one_family_name=0.3,
            fathers_name_second=0.1,
        ),
        District(OTHER_ALPHABETS, new_year=0.15, new_years_day=(7, 1), two_family_names=0.5),
    ),
    "care homes, hostels and halls: sixty at one door and telephone": Population(
        Habits(
            misspelt=0.06,
            short_form=0.08,
            birth_swapped=0.04,
            birth_digit=0.03,
            birth_rounded=0.02,
            moved=0.1,
            no_number=0.5,
            other_phone=0.2,
            no_uprn=0.3,
        ),
        District(FEW, under_one_roof=0.04),
    ),
    "students of few names in halls, dates and names mistyped": Population(
        Habits(
            misspelt=0.1,
            short_form=0.1,
            family_respelt=0.1,
            names_swapped=0.08,
            birth_swapped=0.08,
            birth_digit=0.06,
            moved=0.1,
            no_number=0.7,
            other_phone=0.2,
            no_uprn=0.3,
        ),
        District(OTHER_ALPHABETS, new_year=0.1, under_one_roof=0.2),
    ),
}
