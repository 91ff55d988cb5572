"""The organisation in numbers: its passport as of a day, indicators year by year, and the people behind each number.

Everything is counted by the register in memory, so the numbers agree with the list of members on the same day. One
function says in which lines a person stands (:mod:`.marks`); counting adds its answers up and «кто за этим числом»
lists them, so the two cannot disagree.
"""

from app.services.indicators.below import (
    BelowRow,
    BelowTable,
    below_document,
    below_pdf,
    below_xlsx,
    organisations_below,
)
from app.services.indicators.output import (
    indicators_document,
    indicators_pdf,
    indicators_xlsx,
    passport_document,
    passport_pdf,
    passport_xlsx,
    share_text,
)
from app.services.indicators.passport import organisation_passport, people_of_passport
from app.services.indicators.views import (
    SMALL_NUMBER,
    SMALLEST_PRINTED,
    AgeBand,
    BehindRow,
    Indicator,
    IndicatorGroup,
    IndicatorTable,
    OrganisationPassport,
    PassportColumn,
    PassportGroup,
    PassportLine,
    PeopleBehind,
    Stretch,
    for_paper,
)
from app.services.indicators.yearly import calendar_years, indicators, movement, people_of_indicator, years_up_to

__all__ = [
    "SMALLEST_PRINTED",
    "SMALL_NUMBER",
    "AgeBand",
    "BehindRow",
    "BelowRow",
    "BelowTable",
    "Indicator",
    "IndicatorGroup",
    "IndicatorTable",
    "OrganisationPassport",
    "PassportColumn",
    "PassportGroup",
    "PassportLine",
    "PeopleBehind",
    "Stretch",
    "below_document",
    "below_pdf",
    "below_xlsx",
    "calendar_years",
    "for_paper",
    "indicators",
    "indicators_document",
    "indicators_pdf",
    "indicators_xlsx",
    "movement",
    "organisation_passport",
    "organisations_below",
    "passport_document",
    "passport_pdf",
    "passport_xlsx",
    "people_of_indicator",
    "people_of_passport",
    "share_text",
    "years_up_to",
]  # fmt: skip
