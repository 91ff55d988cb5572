"""The files of a vault: database, header of key slots, locks, copies; its users and journal."""
