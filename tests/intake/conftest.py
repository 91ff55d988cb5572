"""The school and the district of the services' tests."""

from tests.services.conftest import exchange, exchange_template

__all__ = ["exchange", "exchange_template"]
