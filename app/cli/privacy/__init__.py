"""Commands about consents and personal data."""
