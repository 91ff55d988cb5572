"""Documents, news and polls of the organisation above, and making packages for those below."""
