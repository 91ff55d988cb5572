"""Taking a sealed file away: to a folder or stick, as a letter, by resumable upload.

Here are bytes, addresses and protocols only; which file, what is recorded and what follows is the services' business.
"""
