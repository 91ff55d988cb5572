"""Members' cards (профбилеты): their states, orders, coverage, printing with a signed code, and the check of it.

Knows nothing of bundles; :mod:`app.services.exchange` puts an order into one and :mod:`app.services.intake` takes it.
"""

from app.services.cards.coverage import coverage
from app.services.cards.orders import (
    cancel_order,
    incoming_orders,
    issue_order,
    order_list,
    orders,
    place_order,
    preview_order,
    waiting_for,
)
from app.services.cards.printing import PrintedCards, coverage_paper, order_paper, print_cards
from app.services.cards.records import (
    cards_of,
    close_card,
    find_again,
    issue_cards,
    list_cards,
    number_on,
    remove_card,
    set_medium,
    suggest_numbers,
    unknown_medium,
    without_card,
)
from app.services.cards.rules import CardRules, card_rules
from app.services.cards.trust import TrustedListView, compared_list, export_trusted, import_trusted, trusted_lists
from app.services.cards.verifying import verify_card, verify_with_list
from app.services.cards.views import (
    CardCoverage,
    CardPerson,
    CardVerdict,
    CardView,
    CheckedCard,
    CoverageRow,
    IncomingOrder,
    LeftOut,
    NewCard,
    OrderLine,
    OrderPreview,
    OrderRow,
)

__all__ = [
    "CardCoverage",
    "CardPerson",
    "CardRules",
    "CardVerdict",
    "CardView",
    "CheckedCard",
    "CoverageRow",
    "IncomingOrder",
    "LeftOut",
    "NewCard",
    "OrderLine",
    "OrderPreview",
    "OrderRow",
    "PrintedCards",
    "TrustedListView",
    "cancel_order",
    "card_rules",
    "cards_of",
    "close_card",
    "compared_list",
    "coverage",
    "coverage_paper",
    "export_trusted",
    "find_again",
    "import_trusted",
    "incoming_orders",
    "issue_cards",
    "issue_order",
    "list_cards",
    "number_on",
    "order_list",
    "order_paper",
    "orders",
    "place_order",
    "preview_order",
    "print_cards",
    "remove_card",
    "set_medium",
    "suggest_numbers",
    "trusted_lists",
    "unknown_medium",
    "verify_card",
    "verify_with_list",
    "waiting_for",
    "without_card",
]  # fmt: skip
