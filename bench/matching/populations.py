"""Made-up populations whose habits differ from those that the weights were trained on, and from one another. What is
changed in matching is tried on one seed, and counted on others.
"""

from dataclasses import dataclass, field

from bench.matching.caseloads import District, Habits
from bench.matching.names import CAME_FROM_ELSEWHERE, FEW


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
}
