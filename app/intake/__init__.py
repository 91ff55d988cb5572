"""The receiving server: sealed files of the organisations below by HTTP, receipts back. Never Qt.

One office runs it beside the desk (``pervichka intake serve --vault DIR``). The server itself moves sealed bytes and
knows who may send; what is in them is looked at by the acceptance code of :mod:`app.services.intake`, by the server's
own worker or by the desk's window, whoever has the vault open.
"""
