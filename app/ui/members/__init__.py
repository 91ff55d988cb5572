"""Члены профсоюза: the list, a person's card, events, consents, import."""
